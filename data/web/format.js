// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers for people: three significant digits, always a unit, the right scale. A number
// and its unit stay on one line.

export const UNKNOWN = '–';

const BYTES = [[1, 'B'], [1e3, 'kB'], [1e6, 'MB'], [1e9, 'GB'], [1e12, 'TB']];
const DURATIONS = [[1, 'µs'], [1e3, 'ms'], [1e6, 's'], [60e6, 'min'], [3600e6, 'h']];

function decimalsOf (value) {
  if (value >= 99.95)
    return 0;
  return value >= 9.995 ? 1 : 2;
}

function format (value, scales) {
  if (!(value >= 0))
    return UNKNOWN;

  // Rounding comes first, so that 999.7 is 1.00 of the next unit, not 1000.
  let i = 0;
  const rounded = () => Number((value / scales[i][0]).toFixed(decimalsOf(value / scales[i][0])));
  while (i + 1 < scales.length && rounded() * scales[i][0] >= scales[i + 1][0])
    i++;
  const scaled = value / scales[i][0];
  const decimals = i === 0 && Number.isInteger(scaled) ? 0 : decimalsOf(scaled);

  return `${scaled.toFixed(decimals)}\u00a0${scales[i][1]}`;
}

export const formatBytes = (bytes) => format(bytes, BYTES);
export const formatRate = (bytes) => (bytes >= 0 ? `${format(bytes, BYTES)}/s` : UNKNOWN);
export const formatDuration = (us) => format(us, DURATIONS);
export const formatNumber = (value) => String(value).replace('-', '−');

// How long somebody waits already, whom the hundredth of a minute tells nothing.
export function formatElapsed (us) {
  const seconds = Math.floor(us / 1e6);
  const minutes = Math.floor(seconds / 60);

  if (minutes === 0)
    return formatDuration(us);
  return minutes < 60 ? `${minutes}\u00a0min ${seconds % 60}\u00a0s` : `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

// No finer than one can believe.
export function formatLeft (seconds) {
  if (seconds < 59.5)
    return `${seconds.toFixed(0)}\u00a0s left`;
  if (seconds < 59.5 * 60)
    return `${(seconds / 60).toFixed(0)}\u00a0min left`;
  return `${(seconds / 3600).toFixed(1)}\u00a0h left`;
}

// A share that is not zero never reads as zero, one that is not whole never as whole.
export function formatShare (share) {
  const percent = share * 100;

  if (!(percent >= 0))
    return UNKNOWN;
  if (percent > 0 && percent < 0.1)
    return '<\u00a00.1\u00a0%';
  if (percent > 99.9 && percent < 100)
    return '>\u00a099.9\u00a0%';
  return `${percent.toFixed(Number.isInteger(percent) ? 0 : 1)}\u00a0%`;
}

export const plural = (n, one, many) => `${n}\u00a0${n === 1 ? one : many}`;

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-format.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
  double      size;
  const char *unit;
} Scale;

static const Scale byte_scales[] = {
  /* Translators: decimal units of bytes, such as "ko" in French */
  { 1, N_("B") }, { 1e3, N_("kB") }, { 1e6, N_("MB") }, { 1e9, N_("GB") }, { 1e12, N_("TB") },
};

static const Scale rate_scales[] = {
  /* Translators: decimal units of bytes a second, such as "ko/s" in French */
  { 1, N_("B/s") }, { 1e3, N_("kB/s") }, { 1e6, N_("MB/s") }, { 1e9, N_("GB/s") }, { 1e12, N_("TB/s") },
};

static const Scale duration_scales[] = {
  /* Translators: units of time, from microseconds to hours */
  { 1, N_("µs") }, { 1e3, N_("ms") }, { 1e6, N_("s") }, { 60e6, N_("min") }, { 3600e6, N_("h") },
};

static const Scale count_scales[] = {
  { 1, NULL }, { 1e3, "k" }, { 1e6, "M" }, { 1e9, "G" }, { 1e12, "T" },
};

static int
decimals_of (double value)
{
  if (value >= 99.95)
    return 0;
  return value >= 9.995 ? 1 : 2;
}

static double
rounded (double value)
{
  double power = pow (10, decimals_of (value));

  return round (value * power) / power;
}

static char *
format (double       value,
        const Scale *scales,
        gsize        n_scales)
{
  gsize i = 0;
  double scaled;
  int decimals;

  if (isnan (value) || value < 0)
    return g_strdup (RT_FORMAT_UNKNOWN);

  /* Rounding comes first, so that 999.7 is 1.00 of the next unit, not 1000. */
  while (i + 1 < n_scales &&
         rounded (value / scales[i].size) * scales[i].size >= scales[i + 1].size)
    i++;
  scaled = value / scales[i].size;
  decimals = i == 0 && scaled == floor (scaled) ? 0 : decimals_of (scaled);

  if (scales[i].unit == NULL)
    return g_strdup_printf ("%.*f", decimals, scaled);
  return g_strdup_printf ("%.*f %s", decimals, scaled, _(scales[i].unit));
}

/**
 * rt_format_bytes:
 * @bytes: a number of bytes
 *
 * Formats bytes in decimal units: "412 B", "1.23 kB".
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_bytes (double bytes)
{
  return format (bytes, byte_scales, G_N_ELEMENTS (byte_scales));
}

/**
 * rt_format_rate:
 * @bytes_per_second: a number of bytes a second
 *
 * Formats a rate in decimal units: "12.4 kB/s".
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_rate (double bytes_per_second)
{
  return format (bytes_per_second, rate_scales, G_N_ELEMENTS (rate_scales));
}

/**
 * rt_format_duration_us:
 * @us: a time span in µs
 *
 * Formats a time span from microseconds up to hours: "480 ms".
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_duration_us (double us)
{
  return format (us, duration_scales, G_N_ELEMENTS (duration_scales));
}

static char *
format_percent (double percent,
                int    decimals)
{
  /* Translators: a share in per cent, such as "72.4 %" */
  return g_strdup_printf (_("%.*f %%"), decimals, percent);
}

static char *
format_beyond (const char *sign,
               double      limit)
{
  g_autofree char *percent = format_percent (limit, 1);

  return g_strdup_printf ("%s %s", sign, percent);
}

/**
 * rt_format_elapsed_us:
 * @us: how long ago something began or was, in µs
 *
 * Formats it as rt_format_duration_us() up to a minute; then "1 min 4 s", "2 h 5 min", as
 * nobody counts the hundredths of a minute.
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_elapsed_us (double us)
{
  int seconds = us < 0 || isnan (us) ? 0 : (int) (us / G_USEC_PER_SEC);
  int minutes = seconds / 60;

  if (minutes == 0)
    return rt_format_duration_us (us);
  if (minutes < 60)
    /* Translators: how long something has taken: minutes and seconds */
    return g_strdup_printf (_("%d min %d s"), minutes, seconds % 60);
  /* Translators: how long something has taken: hours and minutes */
  return g_strdup_printf (_("%d h %d min"), minutes / 60, minutes % 60);
}

/**
 * rt_format_left:
 * @seconds: a number of seconds, not negative
 *
 * Formats how long something still takes, no finer than one can believe: "12 s left",
 * "5 min left", "1.5 h left".
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_left (double seconds)
{
  if (seconds < 59.5)
    /* Translators: how long it will still take: seconds */
    return g_strdup_printf (_("%.0f s left"), seconds);
  if (seconds < 59.5 * 60)
    /* Translators: how long it will still take: minutes */
    return g_strdup_printf (_("%.0f min left"), seconds / 60);
  /* Translators: how long it will still take: hours */
  return g_strdup_printf (_("%.1f h left"), seconds / 60 / 60);
}

/**
 * rt_format_share:
 * @share: from 0 to 1
 *
 * Formats a share in per cent: "72.4 %". A share that is not zero never reads
 * as zero and one that is not whole never reads as whole.
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_share (double share)
{
  double percent = share * 100;

  if (isnan (share) || share < 0)
    return g_strdup (RT_FORMAT_UNKNOWN);
  if (percent > 0 && percent < 0.1)
    return format_beyond ("<", 0.1);
  if (percent > 99.9 && percent < 100)
    return format_beyond (">", 99.9);
  return format_percent (percent, percent == floor (percent) || percent > 100 ? 0 : 1);
}

/**
 * rt_format_count:
 * @count: how many
 *
 * Formats a number of things: "999", "12.3 k".
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_count (double count)
{
  return format (count, count_scales, G_N_ELEMENTS (count_scales));
}

/**
 * rt_format_number:
 * @value: a number
 * @digits: how many significant ones at the most; all of a double are 15
 *
 * Formats a number that has no unit, with a minus, which no hyphen is.
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_number (double value,
                  int    digits)
{
  return g_strdup_printf ("%s%.*g", value < 0 ? "−" : "", digits, fabs (value));
}

/**
 * rt_format_plain:
 * @value: a number
 * @digits: how many of its digits count; those behind them are noughts
 *
 * Formats a number for a sentence, where nobody expects an exponent: "620", not "6.2e+02".
 *
 * Returns: (transfer full): the text
 */
char *
rt_format_plain (double value,
                 int    digits)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char form[8];

  g_snprintf (form, sizeof form, "%%.%dg", digits);
  return rt_format_number (g_ascii_strtod (g_ascii_formatd (buffer, sizeof buffer, form, value), NULL), 15);
}

/**
 * rt_format_clock:
 * @time_us: a time, µs since 1970 UTC
 * @digits: of a second after the point, 0 to 6
 *
 * Returns: (transfer full): the time of day it was here, as "09:05:00.250"
 */
char *
rt_format_clock (gint64 time_us,
                 guint  digits)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *seconds = local != NULL ? g_date_time_format (local, "%H:%M:%S") : NULL;
  g_autofree char *fraction = g_strdup_printf (".%06d", (int) (time_us % G_USEC_PER_SEC));

  if (seconds == NULL)
    return g_strdup (RT_FORMAT_UNKNOWN);
  fraction[digits > 0 ? MIN (digits, 6) + 1 : 0] = '\0';

  return g_strconcat (seconds, fraction, NULL);
}

/**
 * rt_format_moment:
 * @monotonic_us: when something happened, in the time of g_get_monotonic_time()
 * @digits: as for rt_format_clock()
 *
 * Returns: (transfer full): the time of day it was here
 */
char *
rt_format_moment (gint64 monotonic_us,
                  guint  digits)
{
  return rt_format_clock (g_get_real_time () - (g_get_monotonic_time () - monotonic_us), digits);
}

/**
 * rt_format_sentence:
 * @text: what went wrong, in words of this program's or of somebody else's
 *
 * Returns: (transfer full): the same as a sentence that another may follow: it has its full stop
 */
char *
rt_format_sentence (const char *text)
{
  static const char * const ends[] = { ".", "!", "?", "…", "。", "！", "？" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (text, ends[i]))
      return g_strdup (text);

  /* Translators: a sentence without its full stop */
  return g_strdup_printf (_("%s."), text);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluated in the page: what of its text is too faint, what is wider than the window,
// what can be used and has no name. Each gives a list that is empty where all is well.

const parse = (color) => {
  const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
  return { r, g, b, a };
};
const over = (top, bottom) => ({
  r: top.r * top.a + bottom.r * (1 - top.a),
  g: top.g * top.a + bottom.g * (1 - top.a),
  b: top.b * top.a + bottom.b * (1 - top.a),
  a: 1,
});
const luminance = ({ r, g, b }) => [r, g, b].map((value) => value / 255)
  .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const background = (element) => {
  const layers = [];
  for (let one = element; one; one = one.parentElement)
    layers.push(parse(getComputedStyle(one).backgroundColor));
  return layers.reverse().reduce((below, layer) => over(layer, below), { r: 255, g: 255, b: 255, a: 1 });
};
const isShown = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;

globalThis.looks = {
  faint () {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const elements = new Set([...document.querySelectorAll('input, select')].filter(isShown));
    while (walker.nextNode()) {
      if (walker.currentNode.data.trim() && isShown(walker.currentNode.parentElement))
        elements.add(walker.currentNode.parentElement);
    }
    return [...elements].map((element) => {
      const behind = background(element);
      return [contrast(over(parse(getComputedStyle(element).color), behind), behind), element];
    }).filter(([ratio]) => ratio < 4.5)
      .map(([ratio, element]) => `${ratio.toFixed(2)}: ${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 30)}`);
  },

  wide () {
    return [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return isShown(element) && !element.closest('svg') && (right > innerWidth + 1 || left < -1);
    }).map((element) => `${element.tagName} ${element.className} ${JSON.stringify(element.getBoundingClientRect())}`)
      .concat(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []);
  },

  // Text that its own box cuts off, without saying so by an ellipsis.
  cut () {
    return [...document.querySelectorAll('button, dt, dd, h1, h2, p, label, .status')].filter((element) =>
      isShown(element) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .map((element) => `${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 30)}`);
  },

  small () {
    return [...document.querySelectorAll('button, select, input, summary, a')].filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return isShown(element) && element.id !== 'file' && !element.closest('p') && (width < 24 || height < 24);
    }).map((element) => `${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 30)}`);
  },
};

// What a person with a narrow screen or without a mouse would miss on the page that is open.
// Gives two functions that tell elements with a fault, as short pieces of their markup.
window.looks = (() => {
  const FOCUSABLE = "a[href], area[href], button, input, select, textarea, summary, [tabindex], canvas";
  /** Places looked at along each side of a control. */
  const STEPS = 9;
  const short = (element) => element.cloneNode(false).outerHTML.slice(0, 160);

  /** Whether it is there for eyes: has a size, and is not cut to nothing as words for screen readers are. */
  function visible(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    for (let up = element; up; up = up.parentElement) {
      const { clipPath } = getComputedStyle(up);
      if (clipPath.startsWith("inset(50%")) return false;
    }
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1;
  }

  /** Whether somebody can scroll it into sight sideways within a part of the page, as a wide table. */
  function scrollable(element) {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth) return true;
    }
    return false;
  }

  /** Words and controls that are cut off at a side of the window, and the page itself where it scrolls sideways. */
  function cutOff() {
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    const words = [...document.querySelectorAll("body *")].filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    for (const element of new Set([...words, ...document.querySelectorAll(FOCUSABLE)])) {
      if (element.closest("svg, .marks, .guides") || !visible(element)) continue; // these go with the map
      const { left, right } = element.getBoundingClientRect();
      if ((left < -1 || right > innerWidth + 1) && !scrollable(element)) found.push(short(element));
    }
    return found;
  }

  const look = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, borderColor } = getComputedStyle(element);
    return { outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && outlineColor !== "rgba(0, 0, 0, 0)", other: [boxShadow, backgroundColor, borderColor].join() };
  };

  /** What shows that something has the focus: itself, its label, or what holds it. */
  const carriers = (element) => [element, ...(element.labels ?? []), element.parentElement].filter(Boolean);

  /** Whether it, its label or its parts are on top anywhere within the window. */
  function above(element) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const labels = [...(element.labels ?? [])];
    for (let row = 0.5; row < STEPS; row++)
      for (let column = 0.5; column < STEPS; column++) {
        const [x, y] = [left + ((right - left) * column) / STEPS, top + ((bottom - top) * row) / STEPS];
        const upper = document.elementFromPoint(x, y);
        if (upper && [element, ...labels].some((one) => one.contains(upper))) return true;
      }
    return false;
  }

  /** Controls on which the focus cannot be seen, or that are covered or outside the window. Press a key first, so that focus counts as seen. */
  function unseenFocus() {
    const found = [];
    document.activeElement?.blur();
    for (const element of document.querySelectorAll(FOCUSABLE)) {
      if (element.tabIndex < 0 || element.disabled || element.closest("[inert], .marks") || !element.checkVisibility({ visibilityProperty: true })) continue;
      const before = carriers(element).map(look);
      element.focus();
      if (document.activeElement !== element) continue;
      const after = carriers(element).map(look);
      if (!after.some((now, at) => now.outlined || now.other !== before[at].other)) found.push(`no sign of focus: ${short(element)}`);
      if (element.localName === "canvas") continue; // the map lies behind all, and a sheet over it closes with Escape
      if (!above(element)) found.push(`out of sight: ${short(element)}`);
      element.blur();
    }
    return found;
  }
  return { cutOff, unseenFocus };
})();

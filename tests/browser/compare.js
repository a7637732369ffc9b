// Compares pictures in a browser, which decodes them anyway. Pictures come and go as base64.
window.compare = (() => {
  const DECODED = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
  const bitmap = async (told) => createImageBitmap(await (await fetch(`data:image/*;base64,${told}`)).blob(), DECODED);

  async function written(canvas, type) {
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type, quality: 1 })).arrayBuffer()); // 1: without loss
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  }

  /** The picture at `scale` of its size, as WebP. */
  async function small(told, scale) {
    const picture = await bitmap(told);
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return written(canvas, "image/webp");
  }

  const pixels = (picture) => {
    const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    context.drawImage(picture, 0, 0);
    return context.getImageData(0, 0, picture.width, picture.height);
  };

  /** A PNG of where the two differ; nothing when they are as good as the same. */
  async function differs(kept, taken, { threshold, square, most }) {
    const [before, after] = await Promise.all([bitmap(kept), bitmap(taken)]);
    const { width, height } = after;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (before.width !== width || before.height !== height) {
      context.drawImage(before, 0, 0); // of another size: all of it is another picture
      return written(canvas, "image/png");
    }
    const [a, b, difference] = [pixels(before), pixels(after), context.createImageData(width, height)];
    if (pixelmatch(a.data, b.data, difference.data, width, height, { threshold }) === 0) return "";
    const mask = new Uint8ClampedArray(difference.data.length);
    pixelmatch(a.data, b.data, mask, width, height, { threshold, diffMask: true });
    const across = Math.ceil(width / square);
    const counts = new Map();
    for (let i = 0; i < width * height; i++) {
      if (mask[4 * i + 3] === 0) continue;
      const place = Math.floor(Math.floor(i / width) / square) * across + Math.floor((i % width) / square);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    if (Math.max(...counts.values()) <= most * square * square) return "";
    context.putImageData(difference, 0, 0);
    return written(canvas, "image/png");
  }
  return { small, differs };
})();

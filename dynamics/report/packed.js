// Numbers as dynamics/report/packing.h has packed them.
const bytesOf = (text) => {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = letters.charCodeAt(i);
  return bytes;
};

const unpackNumbers = (text) => {
  const bytes = bytesOf(text);
  const words = new Uint32Array(bytes.length / 3);
  for (let i = 0; i < words.length; ++i) {
    words[i] = bytes[3 * i] << 8 | bytes[3 * i + 1] << 16 | bytes[3 * i + 2] << 24;
  }
  return new Float32Array(words.buffer);
};

const unpackLevels = (text, low, high) => {
  const bytes = bytesOf(text);
  return Float32Array.from({length: bytes.length / 2}, (_, i) => {
    const level = bytes[2 * i] | bytes[2 * i + 1] << 8;
    return level === 65535 ? NaN : low + (high - low) * level / 65534;
  });
};

// Histograms one after the other: [{first, shares}], the shares of one add up to 1.
const unpackHistograms = (text) => {
  const bytes = bytesOf(text);
  const histograms = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] | bytes[at + 1] << 8;
    const shares = new Float32Array(bytes[at + 2] | bytes[at + 3] << 8);
    at += 4;
    for (let bin = 0; bin < shares.length;) {
      const level = bytes[at++];
      if (level === 0) {
        bin += bytes[at++];
      } else {
        shares[bin++] = level * level;
      }
    }
    const total = d3.sum(shares);
    histograms.push({first, shares: shares.map((share) => share / total)});
  }
  return histograms;
};

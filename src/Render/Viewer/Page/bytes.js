/** What each character stands for: see PrintableBytes. */
const digitOf = (() => {
  const digits = new Uint8Array(128);
  for (let code = 32; code < 127; code++) {
    digits[code] = code - 32;
  }
  digits[9] = 60 - 32;
  digits[10] = 127 - 32;
  return digits;
})();

/**
 * The bytes of a text that PrintableBytes wrote.
 * @param {string} text
 */
function bytesOf(text) {
  const bytes = new Uint8Array(text.length);
  let [length, waiting, held] = [0, 0, 0];
  for (let i = 0; i + 1 < text.length; i += 2) {
    const number = digitOf[text.charCodeAt(i)] + 96 * digitOf[text.charCodeAt(i + 1)];
    waiting |= number << held;
    held += (number & 8191) < 1024 ? 14 : 13;
    while (held >= 8) {
      bytes[length++] = waiting & 255;
      waiting >>>= 8;
      held -= 8;
    }
  }
  const count = new DataView(bytes.buffer).getUint32(0, true);
  return bytes.subarray(4, 4 + count);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<Uint8Array>}
 */
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The first bytes of large numbers of 16 bits: see MapBlock. */
const firstLarge = 192;

/** Every number of 16 bits, by these, in a block whose top is 0. */
const numberOfShort = (() => {
  const numbers = new Float64Array(1 << 16);
  for (let bits = 1; bits < numbers.length; bits++) {
    const first = bits >> 8;
    numbers[bits] = bits === 65535 ? NaN
      : first >= firstLarge ? (1 + (bits & 1023) / 1024) * 2 ** (((first - firstLarge) >> 2) - 15)
      : (1 + (bits & 255) / 32) * 2 ** (first - 207);
  }
  return numbers;
})();

/**
 * The numbers of a block that MapBlock packed.
 * @param {Uint8Array} block
 * @param {number} rows
 * @param {number} columns
 * @param {number | null} top  the exponent above those of numbers of 16 bits; null for numbers of 32
 */
function numbersOf(block, rows, columns, top) {
  const shift = top === null ? 0 : 2;
  const contexts = 3 * (256 >> shift);
  const header = new DataView(block.buffer, block.byteOffset);
  const next = new Uint32Array(contexts);
  let start = 4 * contexts;
  for (let context = 0; context < contexts; context++) {
    next[context] = start;
    start += header.getUint32(4 * context, true);
  }

  const count = start - 4 * contexts;
  const first = new Uint8Array(count);
  const cells = rows * columns;
  for (let map = 0; map < count; map += cells) {
    for (let i = map; i < map + cells; i++) {
      const above = i < map + columns ? 0 : first[i - columns] >> shift;
      const before = (i - map) % columns === 0 ? 0 : first[i - 1] >> shift;
      first[i] = block[next[2 * above + before]++];
    }
  }

  const numbers = new Float32Array(count);
  if (top !== null) {
    const scale = 2 ** top;
    let large = start;
    let small = start;
    for (let i = 0; i < count; i++) {
      small += first[i] >= firstLarge ? 1 : 0;
    }
    for (let i = 0; i < count; i++) {
      numbers[i] = scale * numberOfShort[(first[i] << 8) | block[first[i] >= firstLarge ? large++ : small++]];
    }
  } else {
    const bits = new Int32Array(numbers.buffer);
    for (let i = 0; i < count; i++) {
      bits[i] = (first[i] << 24) | (block[start + i] << 16) | (block[start + count + i] << 8) | block[start + 2 * count + i];
    }
  }
  return numbers;
}

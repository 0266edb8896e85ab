// A picture to send: a sunset, as PNG.

import { crc32, deflateSync } from 'node:zlib';

/** `width` by `height` pixels. */
export function painting(width, height) {
  const rows = Array.from({ length: height }, (_, y) => [0, ...Array.from({ length: width }, (_, x) => pixel(x / width, y / height)).flat()]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.from(rows.flat()))), chunk('IEND', Buffer.alloc(0))]);
}

function pixel(x, y) {
  const sun = Math.hypot((x - 0.68) * 1.8, y - 0.46) < 0.17;
  const hill = y > 0.72 + 0.09 * Math.sin(x * 7) + 0.03 * Math.sin(x * 19);
  if (hill) return [38 + 20 * x, 44 + 40 * y, 92].map(Math.round);
  if (sun) return [255, 214, 120];
  return [70 + 175 * y, 92 + 70 * y, 190 - 60 * y].map(Math.round);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

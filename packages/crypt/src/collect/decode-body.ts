// Content-Encoding. A compressed body is decoded up to the size of an ordinary one; whatever does not decode is kept as
// it came with the reason, so that no event is lost, and no bomb takes more memory than one ordinary body.
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { systemCode } from '../kernel/crypt-error.ts';
import { BODY_NORMAL_BYTES_MAX } from '../kernel/limits.ts';

export interface DecodedBody {
  readonly body: Uint8Array;
  /** Why the body is as it came, or null when it is decoded. */
  readonly refusal: string | null;
}

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);
const inflateRawAsync = promisify(inflateRaw);

/** `encoding` is lower case and not empty. Never rejects. */
export async function decodeBody(encoding: string, body: Uint8Array): Promise<DecodedBody> {
  const options = { maxOutputLength: BODY_NORMAL_BYTES_MAX };
  try {
    switch (encoding) {
      case 'identity':
        return { body, refusal: null };
      case 'gzip':
      case 'x-gzip':
        return { body: await gunzipAsync(body, options), refusal: null };
      case 'deflate':
        // RFC 9110 means zlib; some clients send the bare stream.
        return { body: await (isZlib(body) ? inflateAsync : inflateRawAsync)(body, options), refusal: null };
      default:
        return { body, refusal: 'content encoding is not gzip or deflate; the body is kept as it came' };
    }
  } catch (error) {
    return { body, refusal: decodeRefusal(error) };
  }
}

function decodeRefusal(error: unknown): string {
  return systemCode(error) === 'ERR_BUFFER_TOO_LARGE'
    ? `body decodes to more than ${BODY_NORMAL_BYTES_MAX} bytes; it is kept compressed`
    : 'body does not decode; it is kept as it came';
}

/** RFC 1950, section 2.2: deflate in the low half byte, and a header divisible by 31. */
function isZlib(body: Uint8Array): boolean {
  const [first = 0, second = 0] = body;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

// What `format` asks of a text. The names are those that Iglu schemas use; any other judges nothing, as in Snowplow.
import { fullFormats } from 'ajv-formats/dist/formats.js';

export type FormatCheck = (text: string) => boolean;

/** Longer texts are no e-mail address (RFC 5321: 64 + 1 + 255), host name or address, so no expression meets them. */
const SHORT_CHARS_MAX = 320;
const STRICT_URI_CHARS_MAX = 65_536;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Snowplow's validator asks of a URI only that it begins with a scheme: what comes after is as browsers report it. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** Most of what `date-time` accepts (RFC 3339): all but the ends of months, leap seconds and short offsets. */
const PLAIN_MOMENT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/;
const anyMoment = bounded(fullFormats['date-time']);
const TIME = /^\d{2}:\d{2}:\d{2}(?:\.\d+)?$/;

const CHECKS: ReadonlyMap<string, FormatCheck> = new Map<string, FormatCheck>([
  ['date', bounded(fullFormats.date)],
  ['date-time', (text) => PLAIN_MOMENT.test(text) || anyMoment(text)],
  ['time', (text) => TIME.test(text)],
  ['uuid', (text) => UUID.test(text)],
  ['uri', (text) => SCHEME.test(text)],
  ['strict-uri', bounded(fullFormats.uri, STRICT_URI_CHARS_MAX)],
  ['email', bounded(fullFormats.email)],
  ['hostname', bounded(fullFormats.hostname)],
  ['ipv4', bounded(fullFormats.ipv4)],
  ['ip-address', bounded(fullFormats.ipv4)],
  ['ipv6', bounded(fullFormats.ipv6)],
]);

/** Undefined for a format that judges nothing. */
export function formatCheck(name: string): FormatCheck | undefined {
  return CHECKS.get(name);
}

export function formatNames(): readonly string[] {
  return [...CHECKS.keys()];
}

function bounded(format: unknown, charsMax = SHORT_CHARS_MAX): FormatCheck {
  const test = toTest(format);
  return (text) => text.length <= charsMax && test(text);
}

/** The library has a format as an expression, a function, or either in an object. */
function toTest(format: unknown): FormatCheck {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return format as FormatCheck;
  return toTest((format as { validate: unknown }).validate);
}

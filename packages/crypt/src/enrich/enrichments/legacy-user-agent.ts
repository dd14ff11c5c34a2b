// The columns that Snowplow's older user agent enrichment fills, in the words that it has for them, from what uap-core
// finds. It names few versions newer than 2018; the words for those are made in the same way.
import type { ParsedUserAgent } from './parse-user-agent.ts';

type DeviceType =
  | 'Computer'
  | 'Mobile'
  | 'Tablet'
  | 'Game console'
  | 'Digital media receiver'
  | 'Wearable computer'
  | 'Unknown';

const HAND_HELD: ReadonlySet<DeviceType> = new Set(['Mobile', 'Tablet', 'Wearable computer']);

/** By column. */
export function legacyColumns(parsed: ParsedUserAgent, userAgent: string): Readonly<Record<string, string>> {
  const { browser, system } = parsed;
  const known = findSystem(system.family);
  const type = deviceType(known.type, parsed, userAgent);
  const family = browserFamily(browser.family);
  const name = family === 'Internet Explorer' || family === 'Microsoft Edge' ? family : browser.family;
  const [major] = browser.version;
  return {
    br_name: family === UNKNOWN ? UNKNOWN : major === null ? name : `${name} ${major}`,
    br_family: family,
    br_version: browser.version.filter((part) => part !== null).join('.'),
    br_type: browserType(parsed, type),
    br_renderengine: renderEngine(userAgent),
    os_name: systemName(parsed, known.family),
    os_family: known.family,
    os_manufacturer: known.manufacturer,
    dvce_type: type,
    dvce_ismobile: String(HAND_HELD.has(type)),
  };
}

const UNKNOWN = 'Unknown';

interface System {
  /** Of uap-core's os family. */
  readonly pattern: RegExp;
  readonly family: string;
  readonly manufacturer: string;
  readonly type: DeviceType;
}

const MICROSOFT = 'Microsoft Corporation';
const APPLE = 'Apple Inc.';
const GOOGLE = 'Google Inc.';

/** The first that matches. */
const SYSTEMS: readonly System[] = [
  system(/^Windows (?:Phone|Mobile|CE)/, 'Windows', MICROSOFT, 'Mobile'),
  system(/^Windows/, 'Windows', MICROSOFT, 'Computer'),
  system(/^Xbox/i, 'Windows', MICROSOFT, 'Game console'),
  system(/^Android/, 'Android', GOOGLE, 'Mobile'),
  system(/^iOS$/, 'iOS', APPLE, 'Mobile'),
  system(/^watchOS$/i, 'watchOS', APPLE, 'Wearable computer'),
  system(/^(?:tvOS|ATV OS X)$/, 'tvOS', APPLE, 'Digital media receiver'),
  system(/^Mac OS/, 'Mac OS X', APPLE, 'Computer'),
  system(/^Chrome OS$/, 'Chrome OS', GOOGLE, 'Computer'),
  system(/^GoogleTV/, 'Android (Google TV)', GOOGLE, 'Digital media receiver'),
  system(/^Chromecast/, 'Chromecast', GOOGLE, 'Digital media receiver'),
  system(/^Ubuntu|^Kubuntu/, 'Linux', 'Canonical Ltd.', 'Computer'),
  system(
    /^(?:Linux|Debian|Fedora|Red Hat|CentOS|Gentoo|Arch Linux|SUSE|Slackware|Mandriva|Mageia|PCLinuxOS|VectorLinux|Puppy|Linux Mint)/,
    'Linux',
    'Other',
    'Computer',
  ),
  system(/BSD$/, 'BSD', 'Other', 'Computer'),
  system(/^Solaris$/, 'SunOS', 'Sun Microsystems, Inc.', 'Computer'),
  system(/^BlackBerry Tablet OS$/, 'BlackBerry Tablet OS', 'Research In Motion Limited', 'Tablet'),
  system(/^BlackBerry/, 'BlackBerryOS', 'Research In Motion Limited', 'Mobile'),
  system(/^Symbian/, 'Symbian OS', 'Symbian Ltd.', 'Mobile'),
  system(/^(?:Series 40|Nokia)/i, 'Series 40', 'Nokia Corporation', 'Mobile'),
  system(/^MeeGo$/, 'MeeGo', 'Nokia Corporation', 'Mobile'),
  system(/^Maemo$/, 'Maemo', 'Nokia Corporation', 'Mobile'),
  system(/^webOS$/i, 'WebOS', 'Hewlett Packard', 'Mobile'),
  system(/^Bada$/i, 'Bada', 'Samsung Electronics', 'Mobile'),
  system(/^Tizen/, 'Tizen', 'Linux Foundation', 'Mobile'),
  system(/^(?:Firefox OS|KaiOS|Brew MP)$/i, UNKNOWN, 'Other', 'Mobile'),
  system(/^(?:FireOS|Kindle)/i, 'Kindle', 'Amazon.com, Inc.', 'Tablet'),
  system(/^(?:Nintendo|Wii)/, 'Nintendo Wii', 'Nintendo', 'Game console'),
  system(/^(?:PlayStation|PSP)/i, 'Sony Playstation', 'Sony Computer Entertainment, Inc.', 'Game console'),
  system(/^Roku/i, 'Roku OS', 'Roku, Inc.', 'Digital media receiver'),
];

const UNKNOWN_SYSTEM: System = system(/^/, UNKNOWN, 'Other', UNKNOWN);

function system(pattern: RegExp, family: string, manufacturer: string, type: DeviceType): System {
  return { pattern, family, manufacturer, type };
}

function findSystem(family: string): System {
  return SYSTEMS.find(({ pattern }) => pattern.test(family)) ?? UNKNOWN_SYSTEM;
}

/** `Windows 7`, `Android 14.x`, `iOS 17 (iPhone)`; others without a version. */
function systemName({ system, device }: ParsedUserAgent, family: string): string {
  const [major] = system.version;
  if (family === UNKNOWN && system.family !== 'Other') return system.family;
  if (major === null) return family === 'Linux' ? system.family : family;
  if (family === 'Windows') return `${system.family} ${major}`;
  if (family === 'Android') return `Android ${major}.x`;
  if (family === 'iOS')
    return /^iP(?:hone|ad|od)$/.test(device.family) ? `iOS ${major} (${device.family})` : `iOS ${major}`;
  return family === 'Linux' ? system.family : family;
}

/** Uap-core's families that older words have one word for; the first that matches. */
const BROWSERS: readonly (readonly [pattern: RegExp, family: string])[] = [
  [/^Other$/, UNKNOWN],
  [/^IE\b/, 'Internet Explorer'],
  [/^Edge\b/, 'Microsoft Edge'],
  [/^(?:Headless)?Chrom(?:e|ium)\b/, 'Chrome'],
  [/^Firefox\b/, 'Firefox'],
  [/^(?:Mobile )?Safari\b/, 'Safari'],
  [/^Opera\b/, 'Opera'],
];

function browserFamily(family: string): string {
  return BROWSERS.find(([pattern]) => pattern.test(family))?.[1] ?? family;
}

const EMAIL =
  /^(?:Outlook|Thunderbird|Windows Live Mail|Lotus Notes|Apple Mail|Mail$|Evolution|The Bat!|Postbox|Airmail|AirMail)\b/;
const TOOL =
  /^(?:curl|Wget|okhttp|Java|Python Requests|Python-urllib|aiohttp|Go-http-client|Apache-HttpClient|Axios|node-fetch|libwww-perl|PycURL|CFNetwork)\b/i;
const TEXT = /^(?:Lynx|Links|ELinks|w3m)$/i;
const APPLICATION =
  /^(?:Facebook|Messenger|Instagram|Snapchat|Pinterest|LinkedIn|Twitter|TikTok|WeChat|WhatsApp|Slack|Line|Spotify|iTunes|Adobe AIR)\b/i;

/** What uap-core's device says first, then what its browser is known for, then what one would use such a device for. */
function browserType({ browser, device }: ParsedUserAgent, type: DeviceType): string {
  if (device.family === 'Spider') return 'Robot';
  if (browser.family === 'Other') return 'unknown';
  if (EMAIL.test(browser.family)) return 'Email Client';
  if (TOOL.test(browser.family)) return 'Downloading tool';
  if (TEXT.test(browser.family)) return 'Browser (text only)';
  if (APPLICATION.test(browser.family)) return 'Application';
  return HAND_HELD.has(type) ? 'Browser (mobile)' : 'Browser';
}

/** The first that matches. Blink counts as the WebKit that it comes from, as it did in Snowplow. */
const ENGINES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Trident\/|MSIE /, 'TRIDENT'],
  [/ Edge\/\d/, 'EDGE_HTML'],
  [/Presto\//, 'PRESTO'],
  [/AppleWebKit\//, 'WEBKIT'],
  [/ Gecko\/\d/, 'GECKO'],
  [/KHTML\//, 'KHTML'],
];

function renderEngine(userAgent: string): string {
  return ENGINES.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'OTHER';
}

const TELEVISION =
  /\b(?:SmartTV|Smart-TV|SMART-TV|GoogleTV|AppleTV|Apple TV|HbbTV|BRAVIA|CrKey|Roku|AFT[A-Z]|Web0S|NetCast|Android TV)\b/;
const CONSOLE = /\b(?:Xbox|PlayStation|Nintendo)\b/i;

/** The user agent knows better than its system: a television runs Android, and so does a tablet. */
function deviceType(usual: DeviceType, { system, device }: ParsedUserAgent, userAgent: string): DeviceType {
  if (CONSOLE.test(userAgent)) return 'Game console';
  if (TELEVISION.test(userAgent)) return 'Digital media receiver';
  if (device.family === 'iPad' || /\bTablet\b(?! PC)/.test(userAgent)) return 'Tablet';
  if (usual === UNKNOWN && /^Generic (?:Feature Phone|Smartphone)$/.test(device.family)) return 'Mobile';
  if (/\bWatch\b/.test(device.family)) return 'Wearable computer';
  // Android's own rule: telephones say `Mobile`, tablets do not.
  if (system.family === 'Android' && userAgent.startsWith('Mozilla/') && !/\bMobile\b/.test(userAgent)) return 'Tablet';
  return usual;
}

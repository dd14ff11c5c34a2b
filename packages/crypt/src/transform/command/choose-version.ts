// Versions of packages of the hub: semantic versions, and conditions such as `>=1.0.0`, `<2.0.0`, `1.1.1`.
interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

function parse(text: string): Version | undefined {
  const parts = /^[v=]?(\d+)\.(\d+)\.(\d+)(?:-?([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(text.trim());
  return parts === null ? undefined : { numbers: parts.slice(1, 4).map(Number), prerelease: parts[4] ?? '' };
}

export function compareVersions(one: string, other: string): number {
  const [left, right] = [parse(one), parse(other)];
  if (left === undefined || right === undefined) return one < other ? -1 : Number(one > other);
  for (const [index, number] of left.numbers.entries()) {
    const far = number - (right.numbers[index] ?? 0);
    if (far !== 0) return far;
  }
  if (left.prerelease === right.prerelease) return 0;
  // A version without an addition comes after those with one.
  if (left.prerelease === '' || right.prerelease === '') return left.prerelease === '' ? 1 : -1;
  return left.prerelease.localeCompare(right.prerelease, 'en', { numeric: true });
}

/** The newest that meets all conditions; prereleases only when asked for, or named. */
export function chooseVersion(
  known: readonly string[],
  conditions: readonly string[],
  allowsPrerelease: boolean,
): string | undefined {
  const wanted = conditions.flatMap((condition) => condition.split(',')).map((condition) => condition.trim());
  const fits = known.filter((version) => {
    const parsed = parse(version);
    if (parsed === undefined) return false;
    if (parsed.prerelease !== '' && !allowsPrerelease && !wanted.some((condition) => condition.endsWith(version)))
      return false;
    return wanted.every((condition) => meetsVersion(version, condition));
  });
  return fits.toSorted(compareVersions).at(-1);
}

/** `>=1.0.0`, `1.1.1`, `=1.1.1` */
export function isCondition(text: string): boolean {
  const [, version = ''] = CONDITION.exec(text) ?? [];
  return parse(version) !== undefined;
}

const CONDITION = /^(?:>=|<=|>|<|=|)\s*(.+)$/;

export function meetsVersion(version: string, condition: string): boolean {
  const [, operator = '', text = ''] = /^(>=|<=|>|<|=|)\s*(.+)$/.exec(condition) ?? [];
  const order = compareVersions(version, text);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    default:
      return order === 0;
  }
}

/** Equal as data of JSON: order of keys does not count; missing, undefined and null are one, at any depth. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === null || left === undefined || right === null || right === undefined)
    return (left ?? null) === (right ?? null);
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameValue(item, right[index]));
  }
  const [leftFields, rightFields] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
  for (const key of new Set([...leftFields.keys(), ...rightFields.keys()]))
    if (!sameValue(leftFields.get(key), rightFields.get(key))) return false;
  return true;
}

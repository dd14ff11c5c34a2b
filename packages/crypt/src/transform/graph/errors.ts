import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

const guess = (nearest: string | undefined): string => (nearest === undefined ? '' : `Did you mean ${nearest}? `);

export const graphErrors = {
  GRAPH_CYCLE: {
    kind: 'user',
    message: (p) => `These wait for one another: ${p.cycle.join(' → ')} → ${p.cycle[0]}. Nothing was run.`,
    hint: () => 'Take one ref() out of the circle, or move what both need into a model of its own.',
    example: { cycle: ['model.shop.orders', 'model.shop.refunds'] },
  } satisfies ErrorEntry<{ cycle: readonly string[] }>,
  GRAPH_DEPENDENCY_MISSING: {
    kind: 'user',
    message: (p) => `${p.node} depends on ${p.dependency}, which the project does not have. Nothing was run.`,
    hint: () => 'Correct the ref() or source(), or add what it names.',
    example: { node: 'model.shop.orders', dependency: 'model.shop.payments' },
  } satisfies ErrorEntry<{ node: string; dependency: string }>,
  SELECT_SYNTAX: {
    kind: 'user',
    message: (p) => `The selection '${p.text}' cannot be read: ${p.why}. Nothing was run.`,
    hint: () => 'The form is [@][N+][method:]value[+N]; a space means or, a comma means and.',
    example: { text: '@orders+', why: '@ already takes what comes after, so + must not follow' },
  } satisfies ErrorEntry<{ text: string; why: string }>,
  SELECT_METHOD_UNKNOWN: {
    kind: 'user',
    message: (p) => `'${p.method}' is not a method of selection. Nothing was run.`,
    hint: (p) => `${guess(p.nearest)}Methods: ${p.known.join(', ')}.`,
    example: { method: 'tags', nearest: 'tag', known: ['fqn', 'path', 'tag'] },
  } satisfies ErrorEntry<{ method: string; nearest: string | undefined; known: readonly string[] }>,
  SELECT_VALUE_INVALID: {
    kind: 'user',
    message: (p) => `'${p.value}' is not a value of ${p.method}. Nothing was run.`,
    hint: (p) => `${guess(p.nearest)}Expected: ${p.expected}.`,
    example: { method: 'resource_type', value: 'modle', nearest: 'model', expected: 'model, seed, test, …' },
  } satisfies ErrorEntry<{ method: string; value: string; nearest: string | undefined; expected: string }>,
  SELECT_STATE_MISSING: {
    kind: 'user',
    message: (p) => `${p.method}: needs ${p.needs} of an earlier run, and there is none. Nothing was run.`,
    hint: () =>
      'Say where the artifacts of the earlier run are: --state <folder>. Without it, `state:` compares with the last whole `crypt build` in which nothing failed, and `result:` with the last run.',
    example: { method: 'state', needs: 'manifest.json' },
  } satisfies ErrorEntry<{ method: string; needs: string }>,
  SELECT_SELECTOR_UNKNOWN: {
    kind: 'user',
    message: (p) => `selectors.yml has no selector '${p.name}'. Nothing was run.`,
    hint: (p) => `${guess(p.nearest)}${p.known.length === 0 ? 'It has none.' : `It has: ${p.known.join(', ')}.`}`,
    example: { name: 'nightly', nearest: 'nightly_jobs', known: ['nightly_jobs'] },
  } satisfies ErrorEntry<{ name: string; nearest: string | undefined; known: readonly string[] }>,
  SELECT_SELECTOR_CYCLE: {
    kind: 'user',
    message: (p) => `Selectors that name one another: ${p.path.join(' → ')}. Nothing was run.`,
    hint: () => 'Take one `method: selector` out of the circle in selectors.yml.',
    example: { path: ['nightly', 'hourly', 'nightly'] },
  } satisfies ErrorEntry<{ path: readonly string[] }>,
  SELECT_SELECTORS_INVALID: {
    kind: 'user',
    message: (p) => `selectors.yml, ${p.where}: ${p.why}. No selector of it is used.`,
    hint: () => 'docs.getdbt.com/reference/node-selection/yaml-selectors says what a definition may hold.',
    example: { where: 'selectors[0].definition', why: 'a definition is a text or a mapping' },
  } satisfies ErrorEntry<{ where: string; why: string }>,
  SELECT_RESOURCE_TYPE_INVALID: {
    kind: 'user',
    message: (p) => `'${p.type}' is not a resource type that ${p.command} takes. Nothing was run.`,
    hint: (p) => `${guess(p.nearest)}It takes: ${p.known.join(', ') || 'none; leave the flag out'}.`,
    example: { type: 'models', command: 'build', nearest: 'model', known: ['model', 'seed'] },
  } satisfies ErrorEntry<{ type: string; command: string; nearest: string | undefined; known: readonly string[] }>,
  SELECT_CONTRACT_BROKEN: {
    kind: 'user',
    message: (p) => `The contract of ${p.node} is broken since the earlier run: ${p.changes.join('; ')}.`,
    hint: () => 'Take the change back, or make a new version of the model and deprecate this one.',
    example: { node: 'model.shop.orders.v1', changes: ['column amount was removed'] },
  } satisfies ErrorEntry<{ node: string; changes: readonly string[] }>,
  SELECT_NOTHING_MATCHED: {
    kind: 'user',
    message: (p) => `The selection criterion '${p.criterion}' does not match any enabled nodes.`,
    hint: (p) => `${guess(p.nearest)}\`crypt ls\` shows what there is.`,
    example: { criterion: 'ordes', nearest: 'orders' },
  } satisfies ErrorEntry<{ criterion: string; nearest: string | undefined }>,
  SELECT_NO_NODES: {
    kind: 'user',
    message: (p) => `No nodes selected: ${p.command} has nothing to do.`,
    hint: (p) => `${p.command} takes: ${p.types.join(', ')}. \`crypt ls\` with the same selection shows what it finds.`,
    example: { command: 'run', types: ['model'] },
  } satisfies ErrorEntry<{ command: string; types: readonly string[] }>,
  SELECT_KEY_IGNORED: {
    kind: 'user',
    message: (p) => `selectors.yml, ${p.where}: ${p.why}.`,
    hint: (p) => `${guess(p.nearest)}Correct it, or take it out.`,
    example: { where: 'selectors[0].definition', why: "the key 'childs' means nothing", nearest: 'children' },
  } satisfies ErrorEntry<{ where: string; why: string; nearest: string | undefined }>,
};

export const fail = failer(graphErrors);

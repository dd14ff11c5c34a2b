// The tree of a template: plain data, so it can be kept as JSON. `at` is the offset of a node in the template's source.

interface At {
  readonly at: number;
}

export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression }[];
  /** What follows `*`. */
  readonly spread: Expression | null;
  /** What follows `**`. */
  readonly spreadNamed: Expression | null;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expression =
  | ({ readonly kind: 'const'; readonly value: string | number | boolean | null } & At)
  | ({ readonly kind: 'float'; readonly value: number } & At)
  | ({ readonly kind: 'big'; readonly digits: string } & At)
  | ({ readonly kind: 'name'; readonly name: string } & At)
  | ({ readonly kind: 'list'; readonly items: readonly Expression[] } & At)
  | ({ readonly kind: 'tuple'; readonly items: readonly Expression[] } & At)
  | ({ readonly kind: 'dict'; readonly keys: readonly Expression[]; readonly values: readonly Expression[] } & At)
  | ({ readonly kind: 'attribute'; readonly target: Expression; readonly name: string } & At)
  | ({ readonly kind: 'item'; readonly target: Expression; readonly key: Expression } & At)
  | ({
      readonly kind: 'slice';
      readonly start: Expression | null;
      readonly stop: Expression | null;
      readonly step: Expression | null;
    } & At)
  | CallExpression
  | FilterExpression
  | ({
      readonly kind: 'test';
      readonly target: Expression;
      readonly name: string;
      readonly args: CallArguments;
      readonly negated: boolean;
    } & At)
  | ({
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    } & At)
  | ({
      readonly kind: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly value: Expression }[];
    } & At)
  | ({ readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression } & At)
  | ({ readonly kind: 'not'; readonly value: Expression } & At)
  | ({ readonly kind: 'minus' | 'plus'; readonly value: Expression } & At)
  | ({ readonly kind: 'concat'; readonly items: readonly Expression[] } & At)
  | ({
      readonly kind: 'if else';
      readonly test: Expression;
      readonly value: Expression;
      readonly otherwise: Expression | null;
    } & At)
  | ({ readonly kind: 'body' } & At);

export type CallExpression = {
  readonly kind: 'call';
  readonly target: Expression;
  readonly args: CallArguments;
} & At;

/** In a filter block, and in a set block, the innermost target is `body`: the text that the block rendered. */
export type FilterExpression = {
  readonly kind: 'filter';
  readonly target: Expression;
  readonly name: string;
  readonly args: CallArguments;
} & At;

export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'members'; readonly items: readonly Target[] }
  | { readonly kind: 'namespace'; readonly name: string; readonly attribute: string };

export interface Signature {
  readonly parameters: readonly { readonly name: string; readonly fallback: Expression | null }[];
  /** Which of the names that Jinja gives a macro its body reads. */
  readonly uses: { readonly varargs: boolean; readonly kwargs: boolean; readonly caller: boolean };
}

export type MacroStatement = {
  readonly kind: 'macro';
  /** What block it was: `macro`, or one of dbt's. */
  readonly block: 'macro' | 'materialization' | 'test' | 'docs' | 'snapshot';
  /** As written: a materialization has `name-adapter`. */
  readonly name: string;
  readonly signature: Signature;
  readonly body: readonly Statement[];
} & At;

export type ForStatement = {
  readonly kind: 'for';
  readonly target: Target;
  readonly iterable: Expression;
  readonly filter: Expression | null;
  readonly recursive: boolean;
  /** Whether the body says `loop`. */
  readonly usesLoop: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
} & At;

export type Statement =
  | ({ readonly kind: 'text'; readonly text: string } & At)
  | ({ readonly kind: 'print'; readonly value: Expression } & At)
  | ({
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    } & At)
  | ForStatement
  | ({ readonly kind: 'set'; readonly target: Target; readonly value: Expression } & At)
  | ({
      readonly kind: 'set block';
      readonly target: Target;
      readonly filter: Expression | null;
      readonly body: readonly Statement[];
    } & At)
  | MacroStatement
  | ({
      readonly kind: 'call block';
      readonly call: CallExpression;
      readonly signature: Signature;
      readonly body: readonly Statement[];
    } & At)
  | ({ readonly kind: 'filter block'; readonly filter: Expression; readonly body: readonly Statement[] } & At)
  | ({
      readonly kind: 'with';
      readonly targets: readonly Target[];
      readonly values: readonly Expression[];
      readonly body: readonly Statement[];
    } & At)
  | ({ readonly kind: 'do'; readonly value: Expression } & At)
  | ({ readonly kind: 'break' | 'continue' } & At)
  | ({ readonly kind: 'scope'; readonly body: readonly Statement[] } & At)
  | ({
      readonly kind: 'include';
      readonly template: Expression;
      readonly ignoreMissing: boolean;
      readonly withContext: boolean;
    } & At)
  | ({
      readonly kind: 'import';
      readonly template: Expression;
      readonly name: string;
      readonly withContext: boolean;
    } & At)
  | ({
      readonly kind: 'from import';
      readonly template: Expression;
      readonly names: readonly { readonly name: string; readonly as: string }[];
      readonly withContext: boolean;
    } & At);

export interface Template {
  /** Shown in errors: the path of the file in its project. */
  readonly name: string;
  /** As it was parsed: line ends are `\n`, and without the last one. */
  readonly source: string;
  readonly body: readonly Statement[];
  /** The result, when the template has no tags. */
  readonly literal: string | null;
}

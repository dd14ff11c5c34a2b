// States drawn as forms, so that they are told apart without colour; the word always stands beside them.
import type { Mark, State } from '../plan-flow.ts';

const FORMS: Readonly<Record<Mark, string>> = {
  // filled disc with a tick, ring with a dot, triangle, cross in a square, ring, broken ring
  good: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 5-4.3 5.1L4.4 8.6l1-1.1 1.8 1.5 3.3-4Z',
  busy: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3Zm0 2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
  warn: 'M8 1 .8 14.5h14.4Zm-.9 5h1.8l-.3 4.4H7.4ZM8 11.3a1 1 0 1 1 0 2 1 1 0 0 1 0-2Z',
  bad: 'M1.5 1.5v13h13v-13Zm3.9 2.7L8 6.8l2.6-2.6 1.2 1.2L9.2 8l2.6 2.6-1.2 1.2L8 9.2l-2.6 2.6-1.2-1.2L6.8 8 4.2 5.4Z',
  idle: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z',
  unknown: 'M2 7h3v2H2Zm4.500 0h3v2h-3ZM11 7h3v2h-3Z',
};

export function MarkIcon({ mark }: { mark: Mark }) {
  return (
    <svg class={`mark mark-${mark}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path fill-rule="evenodd" d={FORMS[mark]} />
    </svg>
  );
}

export function StateWord({ state }: { state: State }) {
  return (
    <span class={`state state-${state.mark}`}>
      <MarkIcon mark={state.mark} /> {state.word}
    </span>
  );
}

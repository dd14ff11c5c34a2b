// Commands that the pages tell people to type, in one place, so that a test can hold them against the program.
export const COMMANDS = {
  login: 'crypt status --login',
  status: 'crypt status',
  up: 'crypt up',
  verify: 'crypt verify',
} as const;

/** @param group id of a group of failed events. */
export function retryCommand(group: string): string {
  return `crypt events retry --group ${group}`;
}

// Thrown inside the parser alone: it finds its way to a tag's beginning, where parsing goes on, or ends the template.

export class SyntaxFault {
  readonly at: number;
  readonly reason: string;
  /** Nothing after it can be read safely. */
  readonly isFinal: boolean;

  constructor(at: number, reason: string, isFinal = false) {
    this.at = at;
    this.reason = reason;
    this.isFinal = isFinal;
  }
}

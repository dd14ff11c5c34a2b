/** Decides whether a webhook comes from whom it says. Runs in the collector, before the body is stored. */
export interface WebhookVerifier {
  /** `verified`, or the reason for the refusal in words that reveal no secret. Compares in constant time. */
  verify(request: { headers: readonly (readonly [string, string])[]; body: Uint8Array; nowMs: number }): Verification;
}

export type Verification = { readonly verified: true } | { readonly verified: false; readonly reason: string };

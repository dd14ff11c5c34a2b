/** Seals payloads with a key, so that destroying the key destroys them. Key 0 is the identity. */
export interface Sealer {
  /** Key for new payloads. */
  readonly keyId: number;
  seal(payload: Uint8Array): Uint8Array;
  /** @throws SEALER_KEY_UNKNOWN (terminal) when the key has been destroyed or never was here. */
  open(keyId: number, payload: Uint8Array): Uint8Array;
}

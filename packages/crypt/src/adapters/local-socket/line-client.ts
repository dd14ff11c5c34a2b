import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { CryptError, systemCode, type ErrorKind } from '../../kernel/crypt-error.ts';
import { isJsonObject, parseJson, textAt, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { fail } from './errors.ts';

/** Answers may hold many rows, nested as deep as the stored JSON within them. */
const ANSWER_DEPTH_MAX = 200;

export interface LineClient {
  /**
   * Asks for one operation.
   * @throws what the server threw, with its code; SOCKET_CLOSED (transient) when it went away.
   */
  ask(op: string, params: object, signal?: AbortSignal): Promise<Json>;
  close(): void;
}

/** Undefined when nobody listens at `path`. `peer` names the server in errors. */
export async function connectLineClient(path: string, peer: string): Promise<LineClient | undefined> {
  const socket = await open(path);
  if (socket === undefined) return undefined;
  const waiting = new Map<number, { resolve: (value: Json) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  createInterface({ input: socket }).on('line', (line) => {
    const reply = parseJson(line, ANSWER_DEPTH_MAX);
    if (!isJsonObject(reply) || typeof reply['id'] !== 'number') return;
    const call = waiting.get(reply['id']);
    waiting.delete(reply['id']);
    const error = reply['error'];
    if (isJsonObject(error)) call?.reject(revive(error));
    else call?.resolve(reply['result'] ?? null);
  });
  // The 'close' event follows and rejects what waits.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const call of waiting.values()) call.reject(fail('SOCKET_CLOSED', { peer }));
    waiting.clear();
  });
  return {
    ask(op, params, signal) {
      if (socket.destroyed) return Promise.reject(fail('SOCKET_CLOSED', { peer }));
      const id = ++lastId;
      const result = new Promise<Json>((resolve, reject) => waiting.set(id, { resolve, reject }));
      socket.write(`${JSON.stringify({ id, op, params })}\n`);
      signal?.addEventListener('abort', () => socket.write(`${JSON.stringify({ id, op: 'cancel' })}\n`), {
        once: true,
      });
      return result;
    },
    close: () => socket.destroy(),
  };
}

function open(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      const code = systemCode(error);
      if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
  });
}

/** An error of the server, as if thrown here. */
function revive(error: JsonObject): CryptError {
  return new CryptError({
    code: textAt(error, 'code'),
    kind: textAt(error, 'kind', 'bug') as ErrorKind,
    message: textAt(error, 'message'),
    hint: textAt(error, 'hint'),
    params: isJsonObject(error['params']) ? error['params'] : {},
  });
}

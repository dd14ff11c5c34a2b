import { connect, type Socket } from 'node:net';
import { CryptError, systemCode, type ErrorKind } from '../../kernel/crypt-error.ts';
import { isJsonObject, parseJson, textAt, type Json, type JsonObject } from '../../kernel/parse-json.ts';
import { fail } from './errors.ts';
import { readLines } from './read-lines.ts';

/** Answers may hold many rows, nested as deep as the stored JSON within them. */
const ANSWER_DEPTH_MAX = 200;

export interface LineClient {
  /**
   * Asks for one operation. `onProgress` is called with what the server tells before it answers.
   * @throws what the server threw, with its code; SOCKET_CLOSED (transient) when it went away.
   */
  ask(op: string, params: object, signal?: AbortSignal, onProgress?: (value: Json) => void): Promise<Json>;
  close(): void;
}

/** Undefined when nobody listens at `path`. `peer` names the server in errors. */
export async function connectLineClient(path: string, peer: string): Promise<LineClient | undefined> {
  const socket = await open(path);
  if (socket === undefined) return undefined;
  const waiting = new Map<number, Call>();
  let lastId = 0;
  readLines(socket, (line) => {
    const reply = readReply(line);
    // What is no answer leaves no way to tell whose it was: everything that waits is told that the server is lost.
    if (reply === undefined) {
      socket.destroy();
      return;
    }
    const call = waiting.get(reply.id);
    if (reply.progress !== undefined) return call?.onProgress(reply.progress);
    waiting.delete(reply.id);
    if (reply.error === undefined) call?.resolve(reply.result);
    else call?.reject(revive(reply.error));
  });
  // The 'close' event follows and rejects what waits.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const call of waiting.values()) call.reject(fail('SOCKET_CLOSED', { peer }));
    waiting.clear();
  });
  return {
    async ask(op, params, signal, onProgress = () => undefined) {
      if (socket.destroyed) throw fail('SOCKET_CLOSED', { peer });
      const id = ++lastId;
      const cancel = (): void => void socket.write(`${JSON.stringify({ id, op: 'cancel' })}\n`);
      const result = new Promise<Json>((resolve, reject) => waiting.set(id, { resolve, reject, onProgress }));
      socket.write(`${JSON.stringify({ id, op, params })}\n`);
      if (signal?.aborted === true) cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return await result;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    close: () => void socket.destroy(),
  };
}

interface Call {
  readonly resolve: (value: Json) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: (value: Json) => void;
}

interface Reply {
  readonly id: number;
  readonly result: Json;
  readonly error: JsonObject | undefined;
  readonly progress: Json | undefined;
}

function readReply(line: string): Reply | undefined {
  try {
    const {
      id,
      result = null,
      error,
      progress,
    } = parseJson(line, ANSWER_DEPTH_MAX) as { id?: Json; result?: Json; error?: Json; progress?: Json };
    if (typeof id !== 'number') return undefined;
    return { id, result, error: isJsonObject(error) ? error : undefined, progress };
  } catch {
    return undefined;
  }
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
export function revive(error: JsonObject): CryptError {
  return new CryptError({
    code: textAt(error, 'code'),
    kind: textAt(error, 'kind', 'bug') as ErrorKind,
    message: textAt(error, 'message'),
    hint: textAt(error, 'hint'),
    params: isJsonObject(error['params']) ? error['params'] : {},
  });
}

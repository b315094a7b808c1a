export interface ServerSentEvent {
  /** Null: the message brought none. */
  id: string | null;
  /** Null: the message has no data, such as the server's first one, which only says from where to resume. */
  data: string | null;
  /** How long to wait before coming back, if the message says it. */
  retryMs: number | null;
}

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) as our server writes them.
 * Libraries drop the `id` of a message without data: a stream that is cut before its first event would have a gap.
 */
export async function* readServerSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const messages = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
    // What the end of a cut stream leaves is no message.
    rest = messages.pop() ?? '';
    for (const message of messages) yield readMessage(message);
  }
}

function readMessage(message: string): ServerSentEvent {
  const fields = message.split('\n').map((line) => {
    const at = line.indexOf(':');
    return at < 0
      ? { name: line, value: '' }
      : { name: line.slice(0, at), value: line.slice(at + 1).replace(/^ /, '') };
  });
  const all = (name: string) => fields.filter((field) => field.name === name).map(({ value }) => value);
  const data = all('data');
  const retryMs = Number(all('retry').at(-1) ?? Number.NaN);
  return {
    id: all('id').at(-1) ?? null,
    data: data.length === 0 ? null : data.join('\n'),
    retryMs: Number.isInteger(retryMs) ? retryMs : null,
  };
}

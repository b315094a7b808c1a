import { HEADER_CUSTOMER_ID, HEADER_LAST_EVENT_ID, ROUTES, type StreamEvent } from '@onevault/contract';

export interface StreamMessage {
  id: string;
  event: string;
  data: StreamEvent;
}

export interface OpenStream {
  response: Response;
  /** The next message; undefined when the stream has ended. */
  next(): Promise<StreamMessage | undefined>;
  /** The next `count` messages. */
  take(count: number): Promise<StreamMessage[]>;
  /** The last id of a message that was taken, or of a comment after it. */
  lastId(): string | undefined;
  comments: string[];
  /** Cuts the connection. */
  cut(): void;
}

export interface StreamOptions {
  /** `customer:token`. Default `demo:ovt_demo`. */
  key?: string;
  query?: string;
  lastEventId?: string | undefined;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Reads a stream as a page or a tool does it: with fetch, since EventSource cannot send the key. */
export async function openStream(
  url: string,
  { key = 'demo:ovt_demo', query = '', lastEventId, fetch: send = fetch }: StreamOptions = {},
): Promise<OpenStream> {
  const [customerId = '', token = ''] = key.split(':');
  const gone = new AbortController();
  const response = await send(`${url}${ROUTES.stream}${query}`, {
    headers: {
      [HEADER_CUSTOMER_ID]: customerId,
      Authorization: `Bearer ${token}`,
      ...(lastEventId !== undefined && { [HEADER_LAST_EVENT_ID]: lastEventId }),
    },
    signal: gone.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const comments: string[] = [];
  const waiting: StreamMessage[] = [];
  let text = '';
  let lastId: string | undefined;
  let takenId: string | undefined;

  function takeBlock(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
      if (name === '') comments.push(value);
      else fields.set(name, value);
    }
    lastId = fields.get('id') ?? lastId;
    const data = fields.get('data');
    if (data === undefined) return;
    waiting.push({ id: lastId ?? '', event: fields.get('event') ?? 'message', data: JSON.parse(data) as StreamEvent });
  }

  async function next(): Promise<StreamMessage | undefined> {
    while (waiting.length === 0) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) return undefined;
      text += value;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) takeBlock(block);
    }
    const message = waiting.shift();
    takenId = message?.id;
    return message;
  }

  return {
    response,
    next,
    async take(count) {
      const taken: StreamMessage[] = [];
      while (taken.length < count) {
        const message = await next();
        if (message === undefined) throw new Error(`The stream ended after ${taken.length} of ${count} messages`);
        taken.push(message);
      }
      return taken;
    },
    lastId: () => (waiting.length === 0 ? lastId : (takenId ?? lastEventId)),
    comments,
    cut: () => gone.abort(),
  };
}

/**
 * jest's jsdom with what Node has of the web platform and jsdom lacks: `testEnvironment: '@onevault/mock-server/jest-jsdom'`.
 * Only what is missing is added: `FormData`, `URL`, `Event` and the rest stay jsdom's own.
 */
import { TestEnvironment } from 'jest-environment-jsdom';

const MISSING = [
  'Headers',
  'Response',
  'TextEncoder',
  'TextDecoder',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'CompressionStream',
  'DecompressionStream',
  'BroadcastChannel',
  'structuredClone',
  'setImmediate',
  'clearImmediate',
];

export default class JsdomEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    const page = this.global;
    for (const name of MISSING) page[name] ??= Reflect.get(globalThis, name);
    const { crypto } = page as { crypto?: { subtle?: unknown } };
    if (crypto && !crypto.subtle) Object.defineProperty(crypto, 'subtle', { value: globalThis.crypto.subtle });
    if (page.fetch === undefined) addFetch(page);
  }
}

/** `fetch` and `Request` of Node, made to know the page's address and its `AbortSignal`. */
function addFetch(page: Record<string, unknown>): void {
  const adapt = (input: unknown, init?: RequestInit): [RequestInfo | URL, RequestInit | undefined] => {
    const { href } = page.location as { href: string };
    return [input instanceof Request ? input : new URL(String(input), href), init && { ...init, ...nodeSignal(init) }];
  };
  page.fetch = (input: unknown, init?: RequestInit) => fetch(...adapt(input, init));
  const { AbortController: PageController, AbortSignal: PageSignal } = page as unknown as typeof globalThis;
  PageSignal.any = (signals) => follow(signals, new PageController());
  // A proxy and not a subclass, so that clones of a request are instances too.
  page.Request = new Proxy(Request, {
    construct: (target, [input, init], newTarget) => Reflect.construct(target, adapt(input, init), newTarget),
  });
}

function nodeSignal({ signal }: RequestInit): { signal?: AbortSignal } {
  return !signal || signal instanceof AbortSignal ? {} : { signal: follow([signal], new AbortController()) };
}

/** A signal of one world that follows those of another: Node's and jsdom's refuse each other. */
function follow(signals: Iterable<AbortSignal>, own: AbortController): AbortSignal {
  for (const signal of signals) {
    const abort = () => own.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }
  return own.signal;
}

/** A session with a W3C WebDriver: https://www.w3.org/TR/webdriver2/ */
export interface WebDriverSession {
  capabilities: Record<string, unknown>;
  /** `send('POST', 'url', { url })`: one command; rejects with the driver's own words. */
  send<Value = unknown>(method: 'GET' | 'POST' | 'DELETE', command: string, body?: object): Promise<Value>;
  end(): Promise<void>;
}

/** A driver listens a moment after it was started. */
const START_TIMEOUT_MS = 15_000;
/** A browser that hangs must not hang the tests. */
const COMMAND_TIMEOUT_MS = 60_000;
/** A browser is there after a second, on a busy machine after ten; one that hung as it started never is. */
const CREATE_TIMEOUT_MS = 30_000;

/** Begins a session: the driver at `url` starts a browser with an empty profile. Rejects where that one hangs. */
export async function createWebDriverSession(url: string): Promise<WebDriverSession> {
  await waitUntilReady(url);
  const created = await call<{ sessionId: string; capabilities: Record<string, unknown> }>(
    'POST',
    `${url}/session`,
    { capabilities: {} },
    CREATE_TIMEOUT_MS,
  );
  const session = `${url}/session/${created.sessionId}`;
  return {
    capabilities: created.capabilities,
    send: (method, command, body) => call(method, `${session}/${command}`, body),
    async end() {
      await call('DELETE', session);
    },
  };
}

async function call<Value>(method: string, url: string, body?: object, timeoutMs = COMMAND_TIMEOUT_MS): Promise<Value> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(timeoutMs),
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  });
  const { value } = (await response.json()) as { value: Value & { error?: string; message?: string } };
  if (!response.ok) throw new Error(`Failed to ${method} ${url}: ${value.error}: ${value.message}`);
  return value;
}

async function waitUntilReady(url: string): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const status = await fetch(`${url}/status`).catch((error: unknown) => {
      if (Date.now() > giveUpAt) throw new Error(`Failed to reach the driver at ${url}.`, { cause: error });
    });
    if (status?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

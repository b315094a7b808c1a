import { toMessage } from '../browser/toMessage.ts';

/** Taken at load: `deadClicks` watches `fetch` for two seconds after a click. */
const { fetch } = globalThis;

/** Asks a server without a key, as a page of its machine may ask a mock. Rejects with the server's own message. */
export async function askMock<Reply>(url: string, method = 'GET', body?: object): Promise<Reply> {
  const response = await fetch.call(globalThis, url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Error(toMessage(answer) || `HTTP ${response.status}`);
  return answer as Reply;
}

/** Whether the server is a mock, whose controls are open to this page. */
export async function isMock(apiBaseUrl: string): Promise<boolean> {
  try {
    const info = await askMock<{ platform?: { features?: string[] } }>(`${apiBaseUrl}/api/v1/platform/info`);
    return info.platform?.features?.includes('mock_controls') ?? false;
  } catch {
    // Away, or another program: then there is nothing to control.
    return false;
  }
}

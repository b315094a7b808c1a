import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { findFreePort } from '../../../../../../scripts/findFreePort.ts';
import { createWebDriverSession, type WebDriverSession } from './createWebDriverSession.ts';
import type { DrivenBrowser, DrivenTab } from './drivenBrowser.ts';

/** What WebDriver calls an element in JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** How often a browser may hang as it starts, which one in some thousand does on a busy machine, before it is a failure. */
const MOST_STARTS = 3;

/**
 * Starts WebKitGTK's driver on a screen of its own. Close it yourself.
 *
 * @param driverPath of WebKitWebDriver, which knows the browser that it belongs to
 */
export async function launchWebKit(driverPath: string): Promise<DrivenBrowser> {
  const home = mkdtempSync(join(tmpdir(), 'onevault-webkit-'));
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [display] = (await once(screen.stdio[3] as Readable, 'data')) as [Buffer];
  const startDriver = async () => {
    const port = await findFreePort();
    const child = spawn(driverPath, [`--port=${port}`], {
      stdio: 'ignore',
      // A group of its own, which ends with the browser that hangs.
      detached: true,
      env: {
        ...process.env,
        DISPLAY: `:${String(display).trim()}`,
        // Nothing of the machine's own settings, and none left behind.
        HOME: home,
        XDG_RUNTIME_DIR: home,
        // A server has neither a GPU nor the bus that tells screen readers of windows.
        WEBKIT_DISABLE_DMABUF_RENDERER: '1',
        LIBGL_ALWAYS_SOFTWARE: '1',
        NO_AT_BRIDGE: '1',
      },
    });
    return { child, url: `http://127.0.0.1:${port}` };
  };
  let driver = await startDriver();
  const begin = async (): Promise<WebDriverSession> => {
    for (let start = 1; ; start += 1) {
      try {
        return await createWebDriverSession(driver.url);
      } catch (error) {
        if (start === MOST_STARTS) throw error;
        await stopGroup(driver.child);
        driver = await startDriver();
      }
    }
  };
  const close = async (): Promise<void> => {
    await stopGroup(driver.child);
    await stop(screen);
    rmSync(home, { recursive: true, force: true });
  };
  // It also tells the name; the first visitor takes it over.
  let first: WebDriverSession | undefined = await begin().catch(async (error: unknown) => {
    await close();
    throw error;
  });

  return {
    name: `WebKitGTK ${first.capabilities.browserVersion}`,
    // Each session is a browser with an empty profile; the driver has one at a time.
    async newVisitor() {
      const session = first ?? (await begin());
      first = undefined;
      // The window that a session begins with stays empty: without any, the session would end.
      const root = await session.send<string>('GET', 'window');
      return {
        async openTab(to) {
          await session.send('POST', 'window', { handle: root });
          const { handle } = await session.send<{ handle: string }>('POST', 'window/new', { type: 'tab' });
          const tab = toTab(session, handle);
          await tab.goto(to);
          return tab;
        },
        close: () => session.end(),
      };
    },
    close,
  };
}

function toTab(session: WebDriverSession, handle: string): DrivenTab {
  const inTab = async <Value>(command: string, body: object = {}): Promise<Value> => {
    await session.send('POST', 'window', { handle });
    return session.send<Value>('POST', command, body);
  };
  return {
    async goto(url) {
      await inTab('url', { url });
    },
    run: (work, ...args) => inTab('execute/sync', { script: `return (${work}).apply(null, arguments)`, args }),
    async click(selector) {
      const element = await inTab<Record<string, string>>('element', { using: 'css selector', value: selector });
      await inTab(`element/${element[ELEMENT]}/click`);
    },
    async reload() {
      await inTab('refresh');
    },
    async back() {
      await inTab('back');
    },
    async close() {
      await session.send('POST', 'window', { handle });
      await session.send('DELETE', 'window');
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

/** Ends a process and all that it started. */
async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  process.kill(-Number(child.pid), 'SIGKILL');
  await gone;
}

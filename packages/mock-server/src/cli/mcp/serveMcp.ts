import { VERSION } from '../../version.ts';
import { createAsk } from '../connect/createAsk.ts';
import { loadPeer } from '../connect/loadPeer.ts';
import type { Connection } from '../connect/readConnection.ts';
import { createMcpTools, type McpTool } from './mcpTools.ts';

/** Answers an agent on stdin and stdout. Resolves once it serves; `onClose` is called when the agent is gone. */
export async function serveMcp(connection: Connection, onClose: () => void): Promise<void> {
  const [{ Server }, { StdioServerTransport }, { CallToolRequestSchema, ListToolsRequestSchema }] = await loadPeer(
    'mcp',
    '@modelcontextprotocol/sdk',
    () =>
      Promise.all([
        import('@modelcontextprotocol/sdk/server/index.js'),
        import('@modelcontextprotocol/sdk/server/stdio.js'),
        import('@modelcontextprotocol/sdk/types.js'),
      ]),
  );
  const tools = createMcpTools(createAsk(connection), connection.customerId);
  // Not McpServer: it takes schemas of zod, and would need that package too. Ours are JSON, as the protocol sends them.
  const server = new Server(
    { name: 'onevault-mock-server', version: VERSION },
    { capabilities: { tools: {} }, instructions: describeUse(connection) },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(({ ask, ...described }) => described) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => callTool(tools, params));
  // The transport reads stdin and does not notice its end.
  process.stdin.once('end', onClose);
  await server.connect(new StdioServerTransport());
}

/** Runs one tool. What goes wrong is a result too: the agent reads it and corrects the call. */
async function callTool(
  tools: readonly McpTool[],
  { name, arguments: args = {} }: { name: string; arguments?: Record<string, unknown> | undefined },
) {
  const tool = tools.find((one) => one.name === name);
  if (!tool) return toResult(`There is no tool "${name}". Try ${tools.map((one) => one.name).join(', ')}.`, true);
  try {
    const { status, body } = await tool.ask(args);
    return toResult(JSON.stringify(body, omitNull, 1), status >= 400);
  } catch (error) {
    return toResult(error instanceof Error ? error.message : String(error), true);
  }
}

function toResult(text: string, isError: boolean) {
  return { content: [{ type: 'text' as const, text }], ...(isError && { isError }) };
}

/** Most derived fields of most events are null: an agent would pay for reading them. */
function omitNull(_key: string, value: unknown): unknown {
  return value === null ? undefined : value;
}

function describeUse({ url, customerId, token }: Connection): string {
  return (
    `Proves what a page tracks. The page's tracker must send to this mock server: new OneVaultTracker({ apiBaseUrl: '${url}', ` +
    `customerId: '${customerId}', apiToken: '${token}' }). Call reset, use the page, then wait_for each event that it should send. ` +
    'If one is missing, ask why and events.'
  );
}

import { ROUTES } from '@onevault/contract';
import { type Endpoint, ok, type Reply, type SchemaName } from '../endpoint.ts';
import type { OpenApi } from '../openApi/createOpenApi.ts';

/** The description of the API for programs and for people. `endpoints` is a function: its list includes these two. */
export function docsEndpoints(endpoints: () => readonly Endpoint[]): Endpoint[] {
  let document: Promise<OpenApi> | undefined;
  const describe = () => {
    document ??= load();
    return document;
  };
  // Loaded on the first request: the schemas need a library that most servers never use.
  async function load(): Promise<OpenApi> {
    const schemas: Record<SchemaName, object> = await import('@onevault/contract/schemas');
    const { createOpenApi } = await import('../openApi/createOpenApi.ts');
    return createOpenApi(endpoints(), schemas);
  }
  async function render(): Promise<Reply> {
    const { renderDocs } = await import('../openApi/renderDocs.ts');
    return renderDocs(await describe());
  }
  let page: Promise<Reply> | undefined;

  return [
    {
      method: 'GET',
      path: ROUTES.openApi,
      access: 'public',
      doc: { summary: 'The description of the API for programs: OpenAPI 3.1' },
      handle: async () => ok(await describe()),
    },
    {
      method: 'GET',
      path: ROUTES.docs,
      access: 'public',
      doc: { summary: 'The description of the API for people', contentType: 'text/html' },
      handle: () => {
        page ??= render();
        return page;
      },
    },
  ];
}

import type { Endpoint } from './endpoint.ts';

/** The endpoints, one per method, that match a request's path. Ignores a slash at the end. */
export function matchPath(endpoints: readonly Endpoint[], path: string): Endpoint[] {
  const segments = toSegments(path);
  return endpoints.filter((endpoint) => {
    const wanted = toSegments(endpoint.path);
    return (
      wanted.length === segments.length &&
      wanted.every((segment, i) => (segment.startsWith(':') ? segments[i] !== '' : segment === segments[i]))
    );
  });
}

function toSegments(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

import { isList } from '../../browser/isList.ts';

/** A segment of a route: `blog`, `(group)`, `__PAGE__`, or a parameter: its name, its value, and its kind. */
type Segment = string | [name: string, value: string, kind: string, ...more: unknown[]];
/** The App Router's tree: a segment, and what stands in the slots below it. */
type Tree = [segment: Segment, slots?: { children?: Tree }, ...more: unknown[]];

/** Where the tree is. A text: names that begin with _ are changed by the build. */
const TREE = '__PRIVATE_NEXTJS_INTERNALS_TREE';
/** What stands in a tree and not in the path: the root, pages, groups. */
const UNWRITTEN = /^($|__|\()/;

/**
 * The pattern of the page's route, such as `/blog/[slug]`; undefined before the router has started, and for another
 * address than the page's. The App Router leaves its tree in the state of the history, which no hook is needed to read; the
 * Pages Router has its route in `next.router`. Neither is documented: where they differ, there is no pattern.
 */
export function readRoutePattern({ pathname }: URL): string | undefined {
  if (pathname !== location.pathname) return undefined;
  const { next, history } = globalThis as unknown as {
    next?: { router?: { route?: unknown } };
    history: { state: { [TREE]?: { tree?: Tree } | Tree } | null };
  };
  const route = next?.router?.route;
  if (typeof route === 'string') return route;
  const found = history.state?.[TREE];
  // Before Next.js 15.5 the tree stood there by itself.
  const tree = isList(found) ? (found as Tree) : found?.tree;
  return tree && toPattern(tree);
}

function toPattern(root: Tree): string {
  let pattern = '';
  for (let tree: Tree | undefined = root; tree; tree = tree[1]?.children) {
    const [segment] = tree;
    if (typeof segment !== 'string') pattern += `/${toParameter(segment)}`;
    else if (!UNWRITTEN.test(segment)) pattern += `/${segment}`;
  }
  return pattern || '/';
}

/** The kind is `d` for one segment, `c` for all that follow, `oc` for all or none; intercepted ones begin in the same way. */
function toParameter([name, , kind]: Exclude<Segment, string>): string {
  if (kind.startsWith('oc')) return `[[...${name}]]`;
  return kind.startsWith('c') ? `[...${name}]` : `[${name}]`;
}

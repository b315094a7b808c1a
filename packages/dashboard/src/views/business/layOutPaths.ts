/** Places the nodes and flows of paths: a column a step, in the order of time. All numbers are CSS pixels. */
import type { PathNode, PathsData } from '@onevault/contract';

export const COLUMN_PX = 188;
const BETWEEN_COLUMNS_PX = 64;
const BETWEEN_NODES_PX = 8;
/** Two lines of text. */
const MIN_NODE_PX = 46;
/** The height of all sessions. */
const ALL_PX = 320;

export interface PlacedNode extends PathNode {
  x: number;
  y: number;
  height: number;
}

export interface PlacedLink {
  source: string;
  target: string;
  sessions: number;
  /** An SVG path: an area as thick as its share of the sessions. */
  area: string;
}

export interface PathsPlan {
  /** In the order of time; each with its nodes, the most frequent first. */
  columns: { step: number; nodes: PlacedNode[] }[];
  links: PlacedLink[];
  width: number;
  height: number;
}

/** `isBackward`: steps are counted from the end, so the first one is the last column. */
export function layOutPaths({ sessions, nodes, links }: PathsData, isBackward: boolean): PathsPlan {
  const pxEach = ALL_PX / Math.max(1, sessions);
  const steps = [...new Set(nodes.map(({ step }) => step))].sort((a, b) => (isBackward ? b - a : a - b));
  const columns = steps.map((step, n) => {
    let y = 0;
    const placed = nodes
      .filter((node) => node.step === step)
      .map((node): PlacedNode => {
        const height = Math.max(MIN_NODE_PX, node.sessions * pxEach);
        const own = { ...node, x: n * (COLUMN_PX + BETWEEN_COLUMNS_PX), y, height };
        y += height + BETWEEN_NODES_PX;
        return own;
      });
    return { step, nodes: placed };
  });
  const placed = columns.flatMap((column) => column.nodes);
  return {
    columns,
    links: placeLinks(links, placed, pxEach),
    width: columns.length * (COLUMN_PX + BETWEEN_COLUMNS_PX) - (columns.length > 0 ? BETWEEN_COLUMNS_PX : 0),
    height: Math.max(0, ...placed.map(({ y, height }) => y + height)),
  };
}

function placeLinks(links: PathsData['links'], nodes: PlacedNode[], pxEach: number): PlacedLink[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  // Flows leave and reach a node from top to bottom, as the nodes at their other ends stand: so few of them cross.
  const ordered = links
    .flatMap((link) => {
      const [from, to] = [byId.get(link.source), byId.get(link.target)];
      return from && to ? [{ link, from, to }] : [];
    })
    .sort((a, b) => a.from.y - b.from.y || a.to.y - b.to.y);
  const left = new Map<string, number>();
  const reached = new Map<string, number>();
  const take = (used: Map<string, number>, node: PlacedNode, thickness: number) => {
    const top = used.get(node.id) ?? node.y + (node.height - node.sessions * pxEach) / 2;
    used.set(node.id, top + thickness);
    return top;
  };
  return ordered.map(({ link, from, to }) => {
    const thickness = link.sessions * pxEach;
    return {
      ...link,
      area: toArea(from.x + COLUMN_PX, take(left, from, thickness), to.x, take(reached, to, thickness), thickness),
    };
  });
}

function toArea(x1: number, y1: number, x2: number, y2: number, thickness: number): string {
  const middle = (x1 + x2) / 2;
  const px = (value: number) => value.toFixed(1);
  const curve = (fromY: number, toY: number, toX: number) =>
    `C${px(middle)} ${px(fromY)} ${px(middle)} ${px(toY)} ${px(toX)} ${px(toY)}`;
  return `M${px(x1)} ${px(y1)}${curve(y1, y2, x2)}V${px(y2 + thickness)}${curve(y2 + thickness, y1 + thickness, x1)}Z`;
}

import { matchRoutes, type RouteObject } from 'react-router';
import { Join } from './pages/Join.tsx';
import { NotFound } from './pages/NotFound.tsx';
import { Walk } from './pages/Walk.tsx';
import { Walks } from './pages/Walks.tsx';
import { Welcome } from './pages/Welcome.tsx';

export const routes: RouteObject[] = [
  { path: '/', element: <Walks /> },
  { path: '/walks/:walkId', element: <Walk /> },
  { path: '/join', element: <Join /> },
  { path: '/welcome', element: <Welcome /> },
  { path: '*', element: <NotFound /> },
];

/** The pattern of an address, such as `/walks/:walkId`: the tracker sends it with the page view. */
export function toPattern({ pathname }: URL): string {
  return matchRoutes(routes, pathname)?.at(-1)?.route.path ?? '';
}

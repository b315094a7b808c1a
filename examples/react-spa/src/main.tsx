import { TrackerProvider } from '@onevault/tracker/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './App.tsx';
import './app.css';
import { toPattern } from './routes.tsx';
import { tracker } from './tracker.ts';

const root = document.getElementById('root');
if (!root) throw new Error('Failed to start: index.html has no #root.');

createRoot(root).render(
  <StrictMode>
    <TrackerProvider tracker={tracker} autoTracking={{ route: toPattern }}>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </TrackerProvider>
  </StrictMode>,
);

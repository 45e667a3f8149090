import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from './api.ts';
import { queryClient } from './queries.ts';
import { router } from './routes.tsx';
import { Toasts } from './ui/Toast.tsx';
import { TooltipRoot } from './ui/Tooltip.tsx';

onSignedOut(() => {
  if (router.state.location.pathname === '/login') return;
  void router.navigate({ to: '/login', search: { next: router.state.location.href } });
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TooltipRoot>
        <RouterProvider router={router} />
        <Toasts />
      </TooltipRoot>
    </QueryClientProvider>
  </StrictMode>,
);

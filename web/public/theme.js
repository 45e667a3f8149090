// Before the first paint, so that a chosen theme never flashes the other one. Its own file: the policy forbids inline scripts.
const theme = localStorage.getItem('telltale.theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

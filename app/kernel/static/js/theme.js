// Runs before the first paint so that a chosen theme does not flash; the rest is in app.js.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* Storage may be switched off; the system's choice then stands. */ }

const YEAR_S = 365 * 24 * 3600;

/** Shows a theme at once and remembers it where the server can read it, so that the next page comes in it. */
export function chooseTheme(theme: "system" | "light" | "dark"): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${theme === "system" ? 0 : YEAR_S}; samesite=lax`;
}

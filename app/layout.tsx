import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import "./globals.css";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Runtape", template: "%s · Runtape" },
  description: "Replay, label, clear and export agent runs.",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get("theme")?.value;
  return (
    <html lang="en" {...(theme === "light" || theme === "dark" ? { "data-theme": theme } : {})}>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}

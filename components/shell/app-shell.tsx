"use client";
import { clsx } from "clsx";
import { Database, List, Settings, Shield } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Me } from "@/lib/api/contract/people";
import { Logo } from "./logo";
import { UserMenu } from "./user-menu";

const PLACES = [
  { id: "runs", name: "Runs", href: "/runs", icon: List },
  { id: "governance", name: "Governance", href: "/governance", icon: Shield },
  { id: "datasets", name: "Datasets", href: "/datasets", icon: Database },
  { id: "settings", name: "Settings", href: "/settings", icon: Settings },
] as const;

type Props = { me: Me; active: (typeof PLACES)[number]["id"]; rail?: "open" | "slim"; children: ReactNode };

/** The rail on the left and the page beside it; slim where the page needs the width. */
export function AppShell({ me, active, rail = "open", children }: Props) {
  const isSlim = rail === "slim";
  return (
    <div
      className={clsx(
        "grid h-dvh",
        isSlim
          ? "grid-cols-[var(--rt-rail)_minmax(0,1fr)]"
          : "grid-cols-[var(--rt-rail)_minmax(0,1fr)] wide:grid-cols-[var(--rt-rail-open)_minmax(0,1fr)]",
      )}
    >
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raised focus:p-2">
        Skip to the page
      </a>
      <nav aria-label="Studio" className="flex min-w-0 flex-col gap-0.5 border-r border-line bg-bg p-1.5">
        <Link
          href="/runs"
          className="mb-3 flex h-8 items-center gap-2 px-2 font-semibold no-underline"
          aria-label="Runtape"
        >
          <Logo />
          <span className={isSlim ? "hidden" : "hidden wide:inline"}>Runtape</span>
        </Link>
        {PLACES.map(({ id, name, href, icon: Icon }) => (
          <Link
            key={id}
            href={href}
            title={name}
            aria-current={id === active ? "page" : undefined}
            className={clsx(
              "flex h-8 items-center gap-2 rounded-control px-2.5 no-underline hover:bg-hover",
              id === active ? "bg-selected font-semibold text-fg" : "text-fg-2",
            )}
          >
            <Icon size={16} aria-hidden className="shrink-0" />
            <span className={isSlim ? "sr-only" : "sr-only wide:not-sr-only"}>{name}</span>
          </Link>
        ))}
        <span className="grow" />
        <UserMenu me={me} isSlim={isSlim} />
      </nav>
      <main id="main" className="flex min-h-0 min-w-0 flex-col bg-surface">
        {children}
      </main>
    </div>
  );
}

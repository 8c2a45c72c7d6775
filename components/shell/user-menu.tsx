"use client";
import { LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { pendingCount, wipeOutbox } from "@/components/review/outbox";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import type { Me } from "@/lib/api/contract/people";
import { chooseTheme } from "./choose-theme";

const THEMES = [
  { id: "system", name: "System theme", icon: Monitor },
  { id: "light", name: "Light theme", icon: Sun },
  { id: "dark", name: "Dark theme", icon: Moon },
] as const;

/** Who is signed in, how the studio looks, and the way out. Unsent work keeps a person from signing out by accident. */
export function UserMenu({ me, isSlim }: { me: Me; isSlim: boolean }) {
  const say = useToast();
  const signOut = async () => {
    const waiting = await pendingCount(me.id);
    if (waiting > 0) {
      say(
        `${waiting} ${waiting === 1 ? "mark is" : "marks are"} not sent yet. Open the run and wait for Saved, then sign out.`,
      );
      return;
    }
    await wipeOutbox(me.id);
    await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    window.location.assign("/sign-in");
  };
  return (
    <Menu
      label="Account"
      side="right"
      trigger={
        <button
          type="button"
          title={me.name}
          className="flex h-8 items-center gap-2 rounded-control px-2.5 text-fg-2 hover:bg-hover"
        >
          <UserRound size={16} aria-hidden className="shrink-0" />
          <span className={isSlim ? "sr-only" : "sr-only min-w-0 truncate wide:not-sr-only"}>{me.name}</span>
        </button>
      }
    >
      <p className="px-2 py-1 text-small text-fg-3">{me.email}</p>
      {THEMES.map(({ id, name, icon: Icon }) => (
        <MenuItem key={id} onChoose={() => chooseTheme(id)}>
          <Icon size={14} aria-hidden /> {name}
        </MenuItem>
      ))}
      <MenuItem onChoose={() => void signOut()}>
        <LogOut size={14} aria-hidden /> Sign out
      </MenuItem>
    </Menu>
  );
}

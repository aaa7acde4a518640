// Keys, and steps from one place in a text to the next. Without it everything is a link.
"use strict";
(() => {
  const SWITCH = "docmill-keys";
  const areOn = () => localStorage.getItem(SWITCH) !== "off";
  const follow = (selector) => document.querySelector(selector)?.click();

  // Puts the mark of the current one of several elements on the next or previous one.
  const step = (elements, by) => {
    const all = [...elements];
    if (!all.length) return null;
    const at = all.findIndex((one) => one.classList.contains("current"));
    all[at]?.classList.remove("current");
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    all[next].classList.add("current");
    all[next].closest("details:not([open])")?.setAttribute("open", "");
    all[next].scrollIntoView({ block: "center" });
    return all[next];
  };
  const stepHit = (by) => step(document.querySelectorAll(".hit"), by)?.querySelector("a").focus();
  const places = (kind) => [...document.querySelectorAll(`[id^="${kind}-"]`)];
  const stepPlace = (kind, by) => {
    const all = places(kind);
    const at = all.findIndex((one) => one.classList.contains("current"));
    const beyond = document.querySelector(`[data-steps="${kind}"] [data-beyond="${by}"]`);
    // A long text comes in parts: behind the last place of one stands the first of another.
    if (beyond && (!all.length || at === (by > 0 ? all.length - 1 : 0))) beyond.click();
    else step(all, by);
  };
  document.querySelectorAll("[data-by]").forEach((button) => {
    button.hidden = false;
    const { steps } = button.closest("[data-steps]").dataset;
    button.addEventListener("click", () => stepPlace(steps, Number(button.dataset.by)));
  });
  // The place that an address leads to is the one from which steps go on.
  const arrive = () => {
    const [, kind] = /^#(match|name)-\d+$/.exec(location.hash) ?? [];
    const to = kind && document.querySelector(location.hash);
    if (to) places(kind).forEach((one) => one.classList.toggle("current", one === to));
  };
  addEventListener("hashchange", arrive);
  arrive();

  const showKeys = () => {
    const dialog = document.getElementById("keys");
    dialog.querySelector(".keys-switch").hidden = false;
    const box = document.getElementById("keys-on");
    box.checked = areOn();
    box.onchange = () => localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    dialog.showModal();
  };

  const KEYS = {
    "/": () => document.getElementById("q")?.focus(),
    "f": () => document.querySelector("#facets a")?.focus(),
    "j": () => stepHit(1),
    "k": () => stepHit(-1),
    "]": () => follow('a[rel="next"]'),
    "[": () => follow('a[rel="prev"]'),
    "n": () => stepPlace("match", 1),
    "p": () => stepPlace("match", -1),
    "e": () => stepPlace("name", 1),
    "E": () => stepPlace("name", -1),
    "r": () => follow("#originals"),
    "o": () => follow("#beside"),
    "s": () => follow("#star"),
    "t": () => document.getElementById("tags")?.focus(),
    "u": () => follow("#back"),
    "?": showKeys,
  };

  // What is typed in the search box may be completed: arrows choose, Enter or Tab takes, Escape
  // closes (the ARIA pattern of a combobox with a list).
  const box = document.querySelector("[data-complete]");
  if (box) {
    const list = document.getElementById("completions");
    const told = document.getElementById("completions-told");
    let found = [], chosen = -1, timer, asked = 0;
    const choose = (at) => {
      chosen = at;
      [...list.children].forEach((one, n) => one.setAttribute("aria-selected", n === at));
      if (at < 0) box.removeAttribute("aria-activedescendant");
      else box.setAttribute("aria-activedescendant", list.children[at].id);
    };
    const close = () => {
      list.hidden = true;
      found = [];
      asked += 1;
      clearTimeout(timer);
      choose(-1);
      box.setAttribute("aria-expanded", "false");
    };
    const take = (at) => {
      const rest = box.value.slice(box.selectionStart);
      const query = found[at].query;
      const isField = found[at].kind === "field";
      box.value = query + rest;
      box.setSelectionRange(query.length, query.length);
      close();
      if (isField) ask();
    };
    const option = (one, at) => {
      const item = document.createElement("li");
      item.id = `completion-${at}`;
      item.role = "option";
      const kind = document.createElement("span"), name = document.createElement("bdi");
      kind.className = "dim";
      kind.textContent = `${one.kind.replace("_", " ")} `;
      name.textContent = one.shown;
      item.append(kind, name, one.documents ? ` ×${one.documents.toLocaleString("en")}` : "");
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(at);
      });
      return item;
    };
    const ask = async () => {
      const mine = asked += 1;
      const typed = box.value.slice(0, box.selectionStart);
      const answer = await fetch(`${box.dataset.complete}?${new URLSearchParams({ q: typed })}`);
      if (!answer.ok) return;
      const { completions } = await answer.json();
      if (mine !== asked || document.activeElement !== box) return;
      close();
      found = completions;
      list.replaceChildren(...found.map(option));
      list.hidden = !found.length;
      choose(-1);
      box.setAttribute("aria-expanded", String(found.length > 0));
      told.textContent = found.length ? `${found.length} ways to go on; arrows choose` : "";
    };
    const roles = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id,
      "aria-autocomplete": "list" };
    Object.entries(roles).forEach(([name, value]) => box.setAttribute(name, value));
    box.addEventListener("input", () => {
      asked += 1; // an answer on its way is to what stood there before
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    box.addEventListener("blur", close);
    box.addEventListener("pointerdown", close); // they are of what stands before the cursor
    box.addEventListener("keydown", (event) => {
      const last = found.length - 1;
      if (["Escape", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
        if (event.key === "Escape" && !list.hidden) event.preventDefault();
        close(); // before an answer on its way, too
        return;
      }
      if (!found.length) return;
      if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : 0);
      else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : last);
      else if (chosen >= 0 && (event.key === "Enter" || event.key === "Tab")) take(chosen);
      else return;
      event.preventDefault();
    });
  }

  // Drawing from one bar of the histogram to another, or going there by arrows with Shift, chooses
  // all between them; letting go, or Enter, asks for them.
  let from = null;
  const bars = [...document.querySelectorAll(".dates a")];
  const barAt = (event) => event.target.closest?.(".dates a");
  const unbrush = () => bars.forEach((one) => one.classList.remove("brushed"));
  const brush = (to) => {
    const [low, high] = [bars.indexOf(from), bars.indexOf(to)].sort((a, b) => a - b);
    bars.forEach((one, at) => one.classList.toggle("brushed", low <= at && at <= high));
  };
  const askBetween = (to) => {
    const [low, high] = [from.dataset.period, to.dataset.period].sort();
    const address = new URL(location.href);
    address.searchParams.set("from", low);
    address.searchParams.set("to", high);
    address.searchParams.delete("page");
    location.assign(address);
  };
  document.addEventListener("pointerdown", (event) => {
    from = barAt(event);
    if (from) event.target.releasePointerCapture(event.pointerId); // or a finger stays on its first bar
  });
  document.addEventListener("dragstart", (event) => { if (barAt(event)) event.preventDefault(); });
  document.addEventListener("pointerover", (event) => {
    const to = barAt(event);
    if (from && to) brush(to);
  });
  document.addEventListener("pointerup", (event) => {
    const to = barAt(event);
    if (from && to && from !== to) askBetween(to);
    else if (from) unbrush();
    from = null;
  });
  document.addEventListener("pointercancel", () => {
    if (from) unbrush();
    from = null;
  });
  document.querySelector(".dates")?.addEventListener("keydown", (event) => {
    const bar = barAt(event);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && !event.ctrlKey && !event.metaKey && !event.altKey) {
      from = event.shiftKey ? from ?? bar : null;
      const to = bars[bars.indexOf(bar) + by] ?? bar;
      to.focus();
      if (from) brush(to);
      else unbrush();
    } else if (event.key === "Enter" && from && from !== bar) {
      askBetween(bar);
    } else return;
    event.preventDefault();
  });

  // While a run goes on its figures are put in place as they change.
  const balance = document.querySelector("[data-live]");
  if (balance) {
    const told = document.getElementById("connection");
    const listen = () => {
      const source = new EventSource(balance.dataset.live);
      source.addEventListener("open", () => { told.textContent = ""; });
      source.addEventListener("error", () => {
        told.textContent = "Connection lost, trying again. The figures stand still.";
        // After an answer that is no stream the browser does not try again by itself.
        if (source.readyState === EventSource.CLOSED) refused();
      });
      source.addEventListener("balance", (event) => { balance.innerHTML = event.data; });
      source.addEventListener("end", (event) => finish(source, event));
    };
    // The browser does not say what the answer was, so the page itself is asked for.
    const refused = async () => {
      const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
      if (answer?.redirected) {
        const login = document.createElement("a");
        [login.href, login.textContent] = [answer.url, "Log in again"];
        told.replaceChildren("Your login has ended. The figures stand still. ", login);
      } else if (answer && answer.status >= 400 && answer.status < 500) {
        told.textContent = "These figures cannot be seen here any more: load the page again.";
      } else {
        setTimeout(listen, 5000);
      }
    };
    const finish = async (source, event) => {
      source.close();
      balance.innerHTML = event.data;
      document.querySelector("[data-while-live]")?.remove();
      // What failed and what was left out is told at the end only.
      const answer = await fetch(location.href);
      const whole = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok) document.getElementById("main").replaceWith(whole.getElementById("main"));
    };
    listen();
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act || !(areOn() || event.key === "?")) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".keys-link")) return;
    event.preventDefault();
    showKeys();
  });
})();

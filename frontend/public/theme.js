// Before anything is painted: the theme that this device keeps, and the sentences of its language. What is read here
// is written by `src/lib/page/theme.ts` and `src/lib/language/language.svelte.ts`.
(function () {
  function kept(key) {
    try {
      return localStorage.getItem(key) || "";
    } catch (_) {
      // Nothing may be remembered here.
      return "";
    }
  }
  var root = document.documentElement;
  var look = kept("theme").split(" ");
  var is_light = look[0] === "light" || (look[0] !== "dark" && matchMedia("(prefers-color-scheme: light)").matches);
  root.dataset.theme = is_light ? "light" : "dark";
  if (look[1]) root.dataset.accent = look[1];

  function sentences_of(tag) {
    return document.querySelector('meta[name="sentences-' + tag.slice(0, 2).toLowerCase() + '"]');
  }
  var sentences = [kept("language")].concat(navigator.languages || [], "en").map(sentences_of).find(Boolean);
  if (sentences) {
    root.lang = sentences.name.slice(-2);
    var link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = sentences.content;
    document.head.append(link);
  }

  // Scripts that this browser does not know, or that are gone.
  function say() {
    var page = document.getElementById("page");
    var plainly = document.getElementById("not-loaded");
    if (!page || !plainly || page.firstChild) return;
    var soon = document.getElementById("soon");
    if (soon) soon.remove();
    plainly.hidden = false;
  }
  addEventListener("error", say, true);
  if (!("noModule" in HTMLScriptElement.prototype)) addEventListener("DOMContentLoaded", say);
})();

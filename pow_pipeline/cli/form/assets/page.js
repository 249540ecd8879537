// Checks a file as soon as it is chosen or dropped. Without this the form posts, and all works too.
"use strict";

const form = document.querySelector("form");
const field = form.elements.file;
const result = document.getElementById("result");
const busy = document.getElementById("busy");
let latest = 0;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  hand(event.submitter?.value ?? "check");
});

// The same file can be chosen again once it has been corrected.
field.addEventListener("click", () => { field.value = ""; });
field.addEventListener("change", () => { if (field.files.length) hand("check"); });

// A file dropped outside the field would make the browser leave the page.
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  window.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.toggle("dragging", name === "dragenter" || name === "dragover");
  });
}
window.addEventListener("drop", (event) => {
  const files = event.dataTransfer?.files;
  if (!files?.length) return;
  if (files.length > 1) return tell(form.dataset.oneFile);
  field.files = files;
  hand("check");
});

async function hand(what) {
  const file = field.files[0];
  if (!file) return tell(form.dataset.noFile);
  if (file.size > Number(form.dataset.most)) return tell(form.dataset.tooLarge);
  const number = ++latest;
  work(true);
  const answer = await ask(file, what);
  if (number !== latest) return; // another file has been handed over since
  work(false);
  if (typeof answer === "string") return tell(answer);
  document.title = answer.title;
  show(answer.getElementById("result").childNodes);
}

// Returns the page that answers, or what to say when there is none.
async function ask(file, what) {
  const body = new FormData(form);
  try {
    body.set("file", new File([await file.arrayBuffer()], file.name));
  } catch {
    return form.dataset.changed;
  }
  body.set("do", what);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById("result") ? page : form.dataset.unreachable;
  } catch {
    return form.dataset.unreachable;
  }
}

// Says something that needs no answer of the server, in the form in which it would have said it.
function tell(sentence) {
  const [message, opening] = ["message", "opening problem"].map((name) =>
    Object.assign(document.createElement("div"), { className: name }));
  for (const [tag, text] of [["h2", form.dataset.refused], ["p", sentence]]) {
    opening.append(Object.assign(document.createElement(tag), { textContent: text }));
  }
  message.append(opening);
  show([message]);
}

function show(nodes) {
  result.replaceChildren(...nodes);
  const heading = result.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  result.scrollIntoView();
}

function work(is) {
  busy.textContent = is ? form.dataset.busy : "";
  result.setAttribute("aria-busy", String(is));
  for (const button of form.querySelectorAll("button")) button.disabled = is;
}

{let t;try{t=localStorage.theme}catch{}if(t!="light"&&t!="dark")t="auto";else document.querySelector("meta[name=color-scheme]").content=t;document.documentElement.dataset.theme=t}

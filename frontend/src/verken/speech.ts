// Reads aloud with a voice of the device itself. Voices that send the words to somebody else's server are not used.
export class Speaker {
  speaking = false;

  constructor(private changed: () => void) {
    // Some browsers tell their voices only a while after the page asked for the first time.
    synthesis()?.addEventListener?.("voiceschanged", changed);
  }

  /** Whether there is a voice for a language. */
  able(language: string): boolean {
    return voice(language) !== undefined;
  }

  toggle(language: string, sentences: readonly string[]): void {
    if (this.speaking) return this.stop();
    const chosen = voice(language);
    if (!chosen) return;
    this.speaking = true;
    sentences.forEach((sentence, place) => {
      const words = new SpeechSynthesisUtterance(sentence);
      words.voice = chosen;
      words.lang = chosen.lang;
      words.rate = 0.95;
      if (place === sentences.length - 1) words.onend = () => this.ended();
      words.onerror = () => this.ended();
      synthesis()?.speak(words);
    });
    this.changed();
  }

  stop(): void {
    synthesis()?.cancel();
    this.ended();
  }

  private ended(): void {
    if (!this.speaking) return;
    this.speaking = false;
    this.changed();
  }
}

const synthesis = (): SpeechSynthesis | undefined => ("speechSynthesis" in window ? window.speechSynthesis : undefined);

const voice = (language: string): SpeechSynthesisVoice | undefined =>
  synthesis()
    ?.getVoices()
    .find(({ lang, localService }) => localService && lang.toLowerCase().startsWith(language));

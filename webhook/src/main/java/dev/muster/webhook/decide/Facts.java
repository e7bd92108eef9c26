package dev.muster.webhook.decide;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is known besides the request: the answers to what was asked so far. */
public record Facts(Map<Question, Answer> answers) {
  public static final Facts NONE = new Facts(Collections.emptyMap());

  public Facts {
    answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
  }

  Optional<Answer> of(Question question) {
    return Optional.ofNullable(answers.get(question));
  }

  /** These and more. */
  public Facts with(Map<Question, Answer> more) {
    var all = new LinkedHashMap<>(answers);
    all.putAll(more);
    return new Facts(all);
  }
}

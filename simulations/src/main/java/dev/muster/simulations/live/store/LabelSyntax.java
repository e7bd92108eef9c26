package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads label selectors: requirements joined by commas, of {@code key}, {@code !key}, {@code
 * key=value} (or {@code ==}), {@code key!=value}, {@code key in (a,b)}, {@code key notin (a,b)},
 * {@code key>1} and {@code key<1}. One that cannot be read is refused with 400, in the words that
 * users of kubectl know.
 */
final class LabelSyntax {
  private static final Pattern TOKEN = Pattern.compile("==|!=|[=!(),<>]|[^=!(),<>\\s]+");
  private static final Pattern SIGN = Pattern.compile("==|!=|[=!(),<>]");
  private static final Token END = new Token(false, "");

  /** A word or a sign; the end is a sign without a text. */
  private record Token(boolean word, String text) {
    boolean is(String sign) {
      return !word && text.equals(sign);
    }

    boolean begins() {
      return word || is("!");
    }

    boolean ends() {
      return this.equals(END) || is(",");
    }
  }

  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private LabelSyntax(String text) {
    var found = TOKEN.matcher(text);
    while (found.find()) {
      tokens.add(new Token(!SIGN.matcher(found.group()).matches(), found.group()));
    }
    tokens.add(END);
  }

  static List<LabelRequirement> read(String text) {
    return new LabelSyntax(text).all();
  }

  private Token ahead() {
    return tokens.get(position);
  }

  private Token next() {
    return tokens.get(position++);
  }

  private List<LabelRequirement> all() {
    var result = new ArrayList<LabelRequirement>();
    if (ahead().equals(END)) {
      return result;
    }
    if (!ahead().begins()) {
      throw found(ahead(), ", expected: !, identifier, or 'end of string'");
    }
    while (true) {
      result.add(requirement());
      var after = next();
      if (after.equals(END)) {
        return result;
      }
      if (!after.is(",")) {
        throw found(after, ", expected: ',' or 'end of string'");
      }
      if (!ahead().begins()) {
        throw found(ahead(), ", expected: identifier after ','");
      }
    }
  }

  private LabelRequirement requirement() {
    boolean absent = ahead().is("!");
    var key = absent ? tokens.get(++position) : ahead();
    position++;
    if (!key.word()) {
      throw unparsed(key, ", expected: identifier");
    }
    var problems = Names.keyProblems(key.text());
    if (!problems.isEmpty()) {
      throw unparsed(Cause.invalid("<nil>", key.text(), String.join("; ", problems)).text());
    }
    if (absent || ahead().ends()) {
      return new LabelRequirement(
          key.text(), absent ? Operator.ABSENT : Operator.EXISTS, new TreeSet<>());
    }
    var operator = next();
    boolean set = operator.word();
    var kind = kind(operator);
    return checked(new LabelRequirement(key.text(), kind, set ? values() : value()));
  }

  private static Operator kind(Token token) {
    return switch (token.text()) {
      case "in", "=", "==" -> Operator.IN;
      case "notin", "!=" -> Operator.NOT_IN;
      case ">" -> Operator.MORE;
      case "<" -> Operator.LESS;
      default -> throw unparsed(token, ", expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  private TreeSet<String> value() {
    var token = ahead();
    if (!token.ends()) {
      position++;
    }
    if (!token.ends() && !token.word()) {
      throw unparsed(token, ", expected: identifier");
    }
    return new TreeSet<>(List.of(token.word() ? token.text() : ""));
  }

  /** A list in brackets; what is left out in it is the empty value. */
  private TreeSet<String> values() {
    var open = next();
    if (!open.is("(")) {
      throw unparsed(open, " expected: '('");
    }
    var result = new TreeSet<String>();
    boolean first = true;
    while (true) {
      var token = next();
      if (token.word()) {
        result.add(token.text());
        token = next();
      } else {
        result.add("");
      }
      if (token.is(")")) {
        return result;
      }
      if (!token.is(",")) {
        throw unparsed(token, wanted(first, tokens.get(position - 2)));
      }
      first = false;
    }
  }

  private static String wanted(boolean first, Token before) {
    if (before.word()) {
      return ", expected: ',' or ')'";
    }
    return first ? ", expected: ',', ')' or identifier" : ", expected: ',', or identifier";
  }

  private static LabelRequirement checked(LabelRequirement requirement) {
    var causes = new ArrayList<Cause>();
    boolean compares =
        requirement.operator() == Operator.MORE || requirement.operator() == Operator.LESS;
    int i = 0;
    for (var value : requirement.values()) {
      var at = "values[" + i++ + "]";
      if (compares && LabelRequirement.number(value).isEmpty()) {
        causes.add(
            Cause.invalid(at, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
      }
      var problems = Names.valueProblems(value);
      if (!problems.isEmpty()) {
        var place = at + "[" + requirement.key() + "]";
        causes.add(Cause.invalid(place, value, String.join("; ", problems)));
      }
    }
    if (causes.isEmpty()) {
      return requirement;
    }
    var texts = causes.stream().map(Cause::text).toList();
    throw unparsed(texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]");
  }

  private static Refusal found(Token token, String expected) {
    return Statuses.badRequest("found '" + token.text() + "'" + expected);
  }

  private static Refusal unparsed(Token token, String expected) {
    return unparsed("found '" + token.text() + "'" + expected);
  }

  private static Refusal unparsed(String why) {
    return Statuses.badRequest("unable to parse requirement: " + why);
  }
}

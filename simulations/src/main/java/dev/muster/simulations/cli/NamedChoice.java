package dev.muster.simulations.cli;

import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option that is one of a few names; a wrong one lists the right ones. */
class NamedChoice<T> implements ITypeConverter<T> {
  private final List<T> choices;
  private final Function<T, String> name;

  NamedChoice(List<T> choices, Function<T, String> name) {
    this.choices = List.copyOf(choices);
    this.name = name;
  }

  @Override
  public T convert(String value) {
    for (var choice : choices) {
      if (name.apply(choice).equals(value)) {
        return choice;
      }
    }
    var names = String.join(", ", choices.stream().map(name).toList());
    throw new TypeConversionException("'" + value + "' is none of " + names);
  }
}

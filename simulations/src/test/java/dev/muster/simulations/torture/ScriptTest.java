package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptTest {
  private static final String HEAD =
      "muster torture script 1\n# a name\nnodes=2x8gpu replicas=2 salt=1 healed=600000 end=900000\n";

  @Test
  void aScriptReadsAsItWasWritten() {
    for (var profile : Profile.values()) {
      for (long seed = 0; seed < 50; seed++) {
        var script = Author.write(profile, seed);
        assertThat(Script.parse(script.text())).isEqualTo(script);
      }
    }
  }

  @Test
  void aTitleThatIsNotWrittenAsARemarkReadsAsItWillBeWritten() {
    for (var title : java.util.List.of("a name", " a name", "#a name", "## # a name")) {
      var script = Script.parse(HEAD.replace("# a name", title));
      assertThat(script.name()).isEqualTo("a name");
      assertThat(Script.parse(script.text())).isEqualTo(script);
    }
  }

  @Test
  void everyKindOfEventIsWrittenBySomeProfile() {
    var written = java.util.EnumSet.noneOf(Act.class);
    for (var profile : Profile.values()) {
      for (long seed = 0; seed < 50; seed++) {
        Author.write(profile, seed).events().forEach(event -> written.add(event.act()));
      }
    }
    assertThat(written).containsExactly(Act.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1.000 submit g0 ray:1x1 amount=0 lasts=0 salt=0|'ray:1x1' is no shape as ray:3x4:20:p1 or ray:3x4:20:p1:A100",
        "1.000 explode g0 - amount=0 lasts=0 salt=0|nothing is called 'explode'",
        "1.000 crash s3 - amount=0 lasts=0 salt=0|'s3' is neither all nor one of 2 replicas",
        "1.000 crash-at s1 later amount=1 lasts=0 salt=0|no moment is called 'later'",
        "1.000 stall-at s1 later amount=1 lasts=9 salt=0|no stall is called 'later'",
        "1.000 cordon node-02 - amount=0 lasts=9 salt=0|there is no node node-02",
        "1.000 errors s1 - amount=101 lasts=9 salt=0|its amount is not 0 to 100 of 100",
        "1.000 delay-calls s1 - amount=-5 lasts=9 salt=0|its amount is negative",
        "1.000 flood f - amount=100000 lasts=0 salt=0|its amount is not 0 to 1000",
        "1.000 poison p milk amount=0 lasts=0 salt=0|no poison is called 'milk'",
        "700.000 crash s1 - amount=0 lasts=0 salt=0|it is after the healing at 600000",
        "1.000 slow s1 - amount=5 lasts=900001 salt=0|it lasts longer than the whole",
      })
  void aLineThatMakesNoSenseIsNamed(String line, String problem) {
    assertThatThrownBy(() -> Script.parse(HEAD + line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 4: " + problem);
  }

  @Test
  void aHeadThatMakesNoSenseIsNamed() {
    assertThatThrownBy(() -> Script.parse("something else"))
        .hasMessageStartingWith("line 1: it does not begin with");
    assertThatThrownBy(() -> Script.parse(HEAD.replace("end=900000", "end=600001")))
        .hasMessage("line 3: end is not 180000 ms after healed, or more");
    assertThatThrownBy(() -> Script.parse(HEAD.replace("2x8gpu", "many")))
        .hasMessageStartingWith("line 3: nodes: 'many' is no COUNTxSHAPE");
    assertThatThrownBy(() -> Script.parse(HEAD.replace("2x8gpu", "9999x8gpu,999999x1gpu")))
        .hasMessage("line 3: nodes: 1009998 of them, at most 10000");
    assertThatThrownBy(() -> Script.parse(HEAD + "99999999999999999.000 crash s1 - x"))
        .hasMessageStartingWith("line 4:");
  }
}

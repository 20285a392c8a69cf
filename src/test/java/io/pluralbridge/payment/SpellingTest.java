package io.pluralbridge.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "captureAmount",
        "CAPTURE-AMOUNT",
        " capture amount\t",
        "capture_amount\u200b",
        "\uff43apture_amount",
        "Capture.Amount"
      })
  void spellings_of_one_name_are_the_same(String name) {
    assertThat(Spelling.isSame(name, "capture_amount")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "acton,action,true",
    "actoin,action,true",
    "aaction,action,true",
    "actin,action,true",
    "xction,action,true",
    "actn,action,false",
    "pre_auht,pre_auth,true",
    "pre_ahut,pre_auth,true",
    "pr_aut,pre_auth,true",
    "prat,pre_auth,false",
    "amount,order_amount,false",
    "key,kez,false",
    "order_ammount,order_amount,true",
    "base_amount,order_amount,false",
  })
  void a_slip_is_near(String name, String right, boolean near) {
    assertThat(Spelling.isNear(name, right)).isEqualTo(near);
  }

  @Test
  void what_was_meant_is_near_or_a_part() {
    List<String> right = List.of("merchant_capture_reference", "capture_amount");

    assertThat(Spelling.meant("amount", right)).contains("capture_amount");
    assertThat(Spelling.meant("capture_amount_inr", right)).contains("capture_amount");
    assertThat(Spelling.meant("capture", right)).contains("capture_amount");
    assertThat(Spelling.meant("reference", right)).contains("merchant_capture_reference");
    assertThat(Spelling.meant("captrue_amount", right)).contains("capture_amount");
    assertThat(Spelling.meant("sum", right)).isEmpty();
    assertThat(Spelling.meant("", right)).isEmpty();
    assertThat(Spelling.nearest("sum", right)).isEqualTo("capture_amount");
  }

  @Property
  void a_name_is_near_itself_and_never_breaks_anything(@ForAll String name, @ForAll String other) {
    assertThat(Spelling.isSame(name, name)).isTrue();
    assertThat(Spelling.isNear(name, name)).isTrue();
    assertThat(Spelling.isNear(name, other) && Spelling.plain(other).length() < 4)
        .isEqualTo(Spelling.isSame(name, other) && Spelling.plain(other).length() < 4);
  }
}

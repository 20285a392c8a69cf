package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

  @ParameterizedTest
  @CsvSource({
    "name=a.csv, a.csv",
    "x=1&name=a.csv&y, a.csv",
    "name=to%20night+1.csv, to night 1.csv",
    "n%61me=a.csv, a.csv",
    "name=a=b.csv, a=b.csv",
    "name=%C3%A4.csv, ä.csv",
    "name, ''",
    "name=, ''",
  })
  void a_parameter_is_read_as_it_was_meant(String query, String value) throws HttpRefusal {
    assertThat(Query.parameter(query, "name")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x=name", "names=a.csv", "NAME=a.csv"})
  void what_is_not_there_is_nothing(String query) throws HttpRefusal {
    assertThat(Query.parameter(query, "name")).isNull();
  }

  @Test
  void without_a_question_mark_there_is_nothing() throws HttpRefusal {
    assertThat(Query.parameter(null, "name")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"name=a.csv&name=a.csv", "name&name=b", "name=%zz", "name=%"})
  void what_is_unclear_is_refused_by_its_name(String query) {
    assertThatThrownBy(() -> Query.parameter(query, "name"))
        .isInstanceOf(HttpRefusal.class)
        .hasMessageStartingWith("name: ");
  }
}

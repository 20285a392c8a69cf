package io.pluralbridge.instruction;

/** The request examples of Plural's guide to card tokens, letter by letter. */
final class Guide {

  /** 2. */
  static final String CREATE_CUSTOMER =
      """
      {
        "merchant_customer_reference": "",
        "first_name": "Kevin",
        "last_name": "Bob",
        "country_code": "91",
        "mobile_number": "9876543210",
        "email_id": "kevin.bob@example.com",
        "billing_address": {
          "address1": "10 Downing Street Westminster London",
          "address2": "Oxford Street Westminster London",
          "address3": "Baker Street Westminster London",
          "pincode": "51524036",
          "city": "Westminster",
          "state": "Westminster",
          "country": "London"
        },
        "shipping_address": {
          "address1": "10 Downing Street Westminster London",
          "address2": "Oxford Street Westminster London",
          "address3": "Baker Street Westminster London",
          "pincode": "51524036",
          "city": "Westminster",
          "state": "Westminster",
          "country": "London"
        },
        "gstin": "",
        "merchant_metadata": {
          "key1": "XX",
          "key2": "DOF"
        }
      }
      """;

  /** 3. */
  static final String CREATE_ORDER =
      """
      {
        "merchant_order_reference": 112345,
        "order_amount": {
          "value": 1100,
          "currency": "INR"
        },
        "pre_auth": false,   \s
        "notes": "order1",
        "callback_url":"https://sample-callback-url",
        "failure_callback_url": "https://sample-failure-callback-url",
        "purchase_details": {
          "customer": {
            "email_id": "kevin.bob@example.com",
            "first_name": "Kevin",
            "last_name": "Bob",
            "customer_id": "123456",
            "mobile_number": "9876543210",
            "billing_address": {
              "address1": "10 Downing Street Westminster London",
              "address2": "Oxford Street Westminster London",
              "address3": "Baker Street Westminster London",
              "pincode": "51524036",
              "city": "Westminster",
              "state": "Westminster",
              "country": "London"
            },
            "shipping_address": {
              "address1": "10 Downing Street Westminster London",
              "address2": "Oxford Street Westminster London",
              "address3": "Baker Street Westminster London",
              "pincode": "51524036",
              "city": "Westminster",
              "state": "Westminster",
              "country": "London"
            }
          },
          "merchant_metadata": {
            "key1": "DD",
            "key2": "XOF"
          }
        }
      }
      """;

  /** 4.1. */
  static final String NEW_CARD =
      """
      {
        "payments": [
          {
            "payment_method": "CARD",
            "payment_amount": {
              "value": 50000,
              "currency": "INR"
            },
            "payment_option": {
              "card_details": {
                "save": true,
                "name": "Kevin Bob",
                "card_number": "4895489548954895",
                "cvv": "065",
                "expiry_month": "12",
                "expiry_year": "2030"
              }
            }
          }
        ]
      }\
      """;

  /** 4.2, and 4.3.1 for production. */
  static final String SAVED_TOKEN =
      """
      {
        "payments": [
          {
            "payment_method": "CARD",
            "payment_amount": {
              "value": 50000,
              "currency": "INR"
            },
            "payment_option": {
              "card_token_details": {
                "token_id": "token-v1-0811030624-bb-RBDgpR",
                "cvv": "065",
                "token_txn_type": "NETWORK_TOKEN"
              }
            }
          }
        ]
      }
      """;

  /** 4.3.1. */
  static final String EXTERNAL_TOKEN =
      """
      {
        "payments": [
          {
            "payment_method": "CARD",
            "payment_amount": {
              "value": 10000,
              "currency": "INR"
            },
            "pre_auth": false,
            "payment_option": {
              "card_token_details": {
                "name": "SOME_RANDOM_NAME",
                "last4_digit": "4026",
                "cvv": "123",
                "expiry_month": "03",
                "expiry_year": "2030",
                "token": "4122980000000008",
                "cryptogram": "AgAAAGQkm6LscccAAAA5gz4AAAA=",
                "token_txn_type": "ALT_TOKEN"
              }
            },
            "merchant_payment_reference": "28dbc00d-3091-47ea-83a8-33004276555f"
          }
        ]
      }
      """;

  /** 6. */
  static final String CAPTURE =
      """
      {
        "merchant_capture_reference": "merchant-capture-ref-r4y",
        "capture_amount": {
          "value": 4000,
          "currency": "INR"
        }
      }
      """;

  private Guide() {}
}

(ns app
  "An authentication app: it signs people in and tells Dashboard who they are, with a signed token."
  (:require [clojure.string :as string]
            [compojure.core :refer [GET POST defroutes]]
            [hiccup.core :refer [h html]]
            [ring.adapter.jetty :refer [run-jetty]]
            [ring.middleware.params :refer [wrap-params]]
            [ring.util.codec :refer [form-encode]]
            [ring.util.response :refer [redirect]])
  (:import (java.security MessageDigest)
           (java.util Base64 UUID)
           (javax.crypto Mac)
           (javax.crypto.spec SecretKeySpec)))

(defn- env [name otherwise] (or (System/getenv name) otherwise))
(defn- utf8 [text] (.getBytes ^String text "UTF-8"))

(def dashboard-url (string/replace (env "DASHBOARD_URL" "http://localhost:3000") #"/$" ""))
(def signing-key (env "SIGNING_KEY" ""))

;; Replace these with your own users: a database or a directory.
(def people
  {"rene@example.com" {:password "one" :sub "1" :first_name "Rene" :groups ["Engineer"]}
   "kim@example.com" {:password "two" :sub "2" :first_name "Kim" :groups ["Engineer" "People"]}})

(defn- json [value]
  (cond
    (map? value) (str "{" (string/join "," (for [[k v] value] (str (json (name k)) ":" (json v)))) "}")
    (sequential? value) (str "[" (string/join "," (map json value)) "]")
    (number? value) (str value)
    :else (str \" (string/escape (str value) {\" "\\\"" \\ "\\\\"}) \")))

(defn- base64url [bytes] (.encodeToString (.withoutPadding (Base64/getUrlEncoder)) bytes))

(defn- hmac [text]
  (let [mac (Mac/getInstance "HmacSHA256")]
    (.init mac (SecretKeySpec. (utf8 signing-key) "HmacSHA256"))
    (.doFinal mac (utf8 text))))

(defn make-token
  "The login token. It works once."
  [claims]
  (let [now (quot (System/currentTimeMillis) 1000)
        payload (assoc claims :iat now :exp (+ now 60) :jti (str (UUID/randomUUID)))
        text (str (base64url (utf8 (json {:alg "HS256" :typ "JWT"}))) "." (base64url (utf8 (json payload))))]
    (str text "." (base64url (hmac text)))))

(defn- form [params problem]
  (html
   [:html {:lang "en"} [:meta {:charset "utf-8"}] [:title "Sign in"] [:h1 "Example company"]
    [:p {:role "alert"} problem]
    [:form {:method "post" :action "/login"}
     (for [field ["return_to" "state" "code_challenge"]]
       [:input {:type "hidden" :name field :value (h (get params field ""))}])
     [:p [:label "Email " [:input {:name "email" :type "email" :required "required"}]]]
     [:p [:label "Password " [:input {:name "password" :type "password" :required "required"}]]]
     [:button "Sign in"]]]))

(defn- page [status body]
  {:status status :headers {"Content-Type" "text/html; charset=utf-8"} :body (str "<!doctype html>" body)})

(defn- same? [one other] (MessageDigest/isEqual (utf8 one) (utf8 other)))

(defn- sign-in [params]
  (let [email (get params "email" "")
        person (get people email)
        challenge (not-empty (get params "code_challenge"))]
    (if (and person (same? (:password person) (get params "password" "")))
      (let [claims (cond-> (assoc (dissoc person :password) :email email)
                     challenge (assoc :code_challenge challenge))
            kept (into {} (filter (comp not-empty val) (select-keys params ["return_to" "state"])))]
        (redirect (str dashboard-url "/auth/sso?" (form-encode (assoc kept "jwt" (make-token claims))))))
      (page 403 (form params "Wrong email or password.")))))

(defroutes routes
  (GET "/login" {params :query-params} (page 200 (form params "")))
  (POST "/login" {params :form-params} (sign-in params)))

(defn -main [& _]
  (when (< (count (utf8 signing-key)) 32)
    (println "Set SIGNING_KEY to the key that Dashboard generated.")
    (System/exit 1))
  (run-jetty (wrap-params #'routes) {:port (Integer/parseInt (env "PORT" "3535")) :host "localhost"}))
